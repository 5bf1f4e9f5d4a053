/** Golden verdicts on trials that report several objectives. */
import { describe, expect, it } from "vitest"
import { asha, dominated } from "../../../src/index.ts"
import { refusal } from "../../support/refusal.ts"
import { goldenTable } from "./golden.ts"

// At step 1: 1 4, 2 3, 3 2 and 4 1, none of them surpassed. The quartiles are 1 and 4 (⌈4 / 4⌉ = 1 from either side): 3 apart.
const front = "1@1:1,4 1! 2@1:2,3 2! 3@1:3,2 3! 4@1:4,1 4!"

goldenTable("dominated with a margin", dominated({ margin: 0.5, startUpTrials: 4 }), [
  [
    // The margin is 1.5 in each: 3.6 and 4.6 are beyond 2 and 3 by 1.6.
    "behind by more than the margin in each objective",
    `${front} 0@1:3.6,4.6`,
    "0@1:3.6,4.6 → score {3.6}, cost {4.6} at step 1 is behind score {2}, cost {3} of trial 2 in every objective by more than 0.5 of the quartiles' distance, among 4 complete trials"
  ],
  ["on the margin it goes on", `${front} 0@1:3.5,4.5`],
  ["behind by more in one objective alone it goes on", `${front} 0@1:9,2.5`],
  ["a tie with a trial of the front goes on", `${front} 0@1:2,3`],
  ["fewer complete trials than the start-up: nobody ends", "1@1:1,1 1! 2@1:1,1 2! 3@1:1,1 3! 4@1:1,1 0@1:9,9"],
  ["NaN in the first objective ends", `${front} 0@1:NaN,1`, "0@1:NaN,1 → not a number at step 1"],
  [
    "NaN in another one is behind everything there, and no more",
    `${front} 0@1:1,NaN 5@1:9,NaN`,
    "5@1:9,NaN → score {9}, cost {NaN} at step 1 is behind score {1}, cost {4} of trial 1 in every objective by more than 0.5 of the quartiles' distance, among 4 complete trials"
  ],
  ["a report that does not name all objectives is not judged", `${front} 0@1:99`],
  ["out of order and repeated reports are not judged", `${front} 0@3:1,1 0@1:99,99 0@3:99,99`],
  [
    // At step 2 the others have what they reported at step 3.
    "missing steps: the others count with their first report at or after the step",
    "1@1:9,9 1@3:1,1 1! 2@3:1,1 2! 3@3:1,1 3! 4@3:1,1 4! 5@3:1,1 5! 0@2:2,2",
    "0@2:2,2 → score {2}, cost {2} at step 2 is behind score {1}, cost {1} of trial 1 in every objective by more than 0.5 of the quartiles' distance, among 5 complete trials"
  ],
  ["missing steps: a trial that is shorter is no rival", `${front} 0@2:99,99`],
  [
    "late arrivals: a trial that completes later is a rival for reports to come",
    "1@1:1,4 1@2:1,4 1! 2@1:2,3 2@2:2,3 2! 3@1:3,2 3@2:3,2 3! 0@1:9,9 4@1:4,1 4@2:4,1 4! 0@2:9,9",
    "0@2:9,9 → score {9}, cost {9} at step 2 is behind score {1}, cost {4} of trial 1 in every objective by more than 0.5 of the quartiles' distance, among 4 complete trials"
  ],
  ["pruned trials are no rivals", "1@1:1,1 1! 2@1:1,1 2! 3@1:1,1 3! 5@1:1,1 5x 0@1:9,9"]
])

goldenTable("dominated without a margin", dominated({ margin: 0, startUpTrials: 1 }), [
  [
    "as good in one objective and worse in the other",
    "1@1:1,1 1! 0@1:1,2",
    "0@1:1,2 → score {1}, cost {2} at step 1 is behind score {1}, cost {1} of trial 1 in every objective, among 1 complete trials"
  ],
  ["equal in both it goes on", "1@1:1,1 1! 0@1:1,1"],
  ["better in one it goes on", "1@1:1,1 1! 0@1:0.5,9"]
])

goldenTable("dominated, of one objective", dominated({ startUpTrials: 1 }), [["judges nothing", "1@1:1 1! 0@1:99"]])

goldenTable("asha, of two objectives", asha({ reduction: 3 }), [
  [
    "goes by the first",
    "1@1:1,9 0@1:2,1",
    "0@1:2,1 → {2} at step 1 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with {1}"
  ]
])

describe("dominated refuses", () => {
  it.each([
    [{ margin: -1 }, "dominated: margin must be at least 0, but it is -1."],
    [{ startUpTrials: 0 }, "dominated: startUpTrials must be at least 1, but it is 0."],
    [{ warmUpSteps: -1 }, "dominated: warmUpSteps must be at least 0, but it is -1."]
  ])("%j", (options, message) => {
    expect(refusal(() => dominated(options)).message).toBe(message)
  })
})
