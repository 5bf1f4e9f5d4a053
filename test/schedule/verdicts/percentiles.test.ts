/** Golden verdicts of the median rule and of its kin. */
import { median, percentile } from "../../../src/index.ts"
import { goldenTable } from "./golden.ts"

// Complete: 1, 2 and 3 at step 1, and better by 0.5 at step 2.
const three = "1@1:1 1@2:0.5 1! 2@1:2 2@2:1.5 2! 3@1:3 3@2:2.5 3!"

goldenTable("median", median({ startUpTrials: 3 }), [
  [
    "worse than the median of three",
    `${three} 0@1:2.1`,
    "0@1:2.1 → best {2.1} up to step 1 is worse than the median {2} of 3 complete trials"
  ],
  ["a tie with the median goes on", `${three} 0@1:2 0@2:1.5`],
  [
    "its best counts, not its last",
    `${three} 0@1:1.4 0@2:9 4@1:1.9 4@2:9`,
    "4@2:9 → best {1.9} up to step 2 is worse than the median {1.5} of 3 complete trials"
  ],
  ["fewer complete trials than the start-up: nobody ends", "1@1:1 1! 2@1:2 2! 3@1:3 0@1:99"],
  ["NaN ends, whoever is there", "0@1:5 0@2:NaN", "0@2:NaN → not a number at step 2"],
  [
    "missing steps: a complete trial that had reported nothing by then does not count",
    `${three} 4@2:0.4 4! 0@1:2 5@1:2.1`,
    "5@1:2.1 → best {2.1} up to step 1 is worse than the median {2} of 3 complete trials"
  ],
  [
    "infinite is no best: it ends where the median is finite",
    `${three} 0@1:Infinity`,
    "0@1:Infinity → best {Infinity} up to step 1 is worse than the median {2} of 3 complete trials"
  ],
  [
    // Step 1 comes after step 2 and is not judged; its 0.1 is what saves the 9 at step 3, and its 99 saves nobody.
    "out of order: a report of an earlier step is not judged, but its value is the trial's own",
    `${three} 0@2:1.4 0@1:0.1 0@3:9 4@2:1.4 4@1:99 4@3:1.4`
  ],
  [
    "repeated: the first report of a step counts",
    `${three} 0@1:2 0@1:9 0@2:9`,
    "0@2:9 → best {2} up to step 2 is worse than the median {1.5} of 3 complete trials"
  ],
  [
    "missing steps: the others count with their best up to the step",
    `${three} 0@7:2`,
    "0@7:2 → best {2} up to step 7 is worse than the median {1.5} of 3 complete trials"
  ],
  [
    "late arrivals: trials that complete later raise the bar for reports to come",
    "1@1:5 1! 2@1:5 2! 3@1:5 3! 0@1:4 4@1:1 4! 5@1:1 5! 6@1:1 6! 7@1:1 7! 0@2:4",
    "0@2:4 → best {4} up to step 2 is worse than the median {1} of 7 complete trials"
  ]
])

goldenTable("percentile", percentile({ percentile: 25, startUpTrials: 3 }), [
  [
    // A quarter of the way through 1, 2, 3: at place 0.5, 1.5.
    "worse than the best quarter",
    `${three} 0@1:1.6`,
    "0@1:1.6 → best {1.6} up to step 1 is worse than the 25 % percentile {1.5} of 3 complete trials"
  ],
  ["a tie goes on", `${three} 0@1:1.5`],
  ["fewer complete trials than the start-up: nobody ends", "1@1:1 1! 2@1:2 2! 0@1:99"],
  ["NaN ends", "0@1:NaN", "0@1:NaN → not a number at step 1"],
  ["out of order and repeated reports are not judged", `${three} 0@2:0.9 0@1:9 0@2:9`],
  [
    "missing steps: the others count with their best up to the step",
    `${three} 0@9:1.1`,
    "0@9:1.1 → best {1.1} up to step 9 is worse than the 25 % percentile {1} of 3 complete trials"
  ],
  [
    "late arrivals: trials that complete later raise the bar for reports to come",
    "1@1:5 1! 2@1:5 2! 3@1:5 3! 0@1:5 4@1:1 4! 5@1:1 5! 0@2:4",
    "0@2:4 → best {4} up to step 2 is worse than the 25 % percentile {1} of 5 complete trials"
  ]
])
