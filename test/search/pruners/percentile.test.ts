import { describe, expect, it } from "vitest"
import { median } from "../../../src/search/pruners/median.ts"
import { percentile } from "../../../src/search/pruners/percentile.ts"
import { completed, curve, judge, type Points } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

/** Complete trials with these values at step 2. */
const peers = (...values: ReadonlyArray<number>) => completed(...values.map((value) => [[2, value]] as Points))
const quarter = percentile({ percentile: 25, startUpTrials: 3 })

describe("percentile", () => {
  it.each([
    // The quarter of 1, 2, 3, 4, 5 is 2; that of 1, 2, 3, 4 lies three quarters of the way from 1 to 2.
    [[1, 2, 3, 4, 5], 2, "Continue"],
    [[1, 2, 3, 4, 5], 2.1, "Prune"],
    [[1, 2, 3, 4], 1.75, "Continue"],
    [[1, 2, 3, 4], 1.8, "Prune"],
    [[2, 2, 2], 2, "Continue"],
    [[1, 2], 9, "Continue"],
    [[1, 2, NaN, NaN], 9, "Continue"]
  ])("of %j, judging %d: %s", (others, value, tag) => {
    expect(judge(quarter, [[2, value]], peers(...others))._tag).toBe(tag)
  })

  it("says what it compared", () => {
    expect(judge(quarter, [[2, 3]], peers(1, 2, 3, 4, 5))).toEqual({
      _tag: "Prune",
      reason: "best <3> up to step 2 is worse than the 25 % percentile <2> of 5 complete trials"
    })
  })

  it("compares at the same step, though others report at other ones", () => {
    const others = [
      curve(
        1,
        [
          [1, 1],
          [9, 0]
        ],
        "complete"
      ),
      curve(
        2,
        [
          [2, 2],
          [3, 0]
        ],
        "complete"
      ),
      curve(
        3,
        [
          [1, 9],
          [2, 3]
        ],
        "complete"
      )
    ]
    // Best up to step 2: 1, 2, 3. The quarter is 1.5.
    expect(judge(quarter, [[2, 1.5]], others)._tag).toBe("Continue")
    expect(judge(quarter, [[2, 1.6]], others)._tag).toBe("Prune")
  })

  it("is the median rule at 50", () => {
    const half = percentile({ percentile: 50, startUpTrials: 1 })
    const same = median({ startUpTrials: 1 })
    for (const value of [1, 2, 2.5, 3, 4])
      expect(judge(half, [[2, value]], peers(1, 2, 3, 4))._tag).toBe(judge(same, [[2, value]], peers(1, 2, 3, 4))._tag)
  })

  it.each([
    [{ percentile: 0 }, "percentile: percentile must be between 0 and 100, but it is 0."],
    [{ percentile: 100 }, "percentile: percentile must be between 0 and 100, but it is 100."],
    [{ startUpTrials: 0 }, "percentile: startUpTrials must be at least 1, but it is 0."],
    [{ warmUpSteps: -1 }, "percentile: warmUpSteps must be at least 0, but it is -1."]
  ])("refuses %j", (options, message) => {
    expect(refusal(() => percentile(options)).message).toBe(message)
  })
})
