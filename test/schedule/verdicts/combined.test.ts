/** Golden verdicts of pruners made of pruners, and of folds. */
import { after, all, any, median, patience, threshold, wilcoxon } from "../../../src/index.ts"
import { goldenTable } from "./golden.ts"

const slow = patience({ steps: 2 })
const behind = median({ startUpTrials: 1 })

goldenTable("all", all(slow, behind), [
  ["one of two does not end it", "1@1:5 1! 0@1:4 0@2:4 0@3:4 2@1:9"],
  [
    "both do, and say why",
    "1@1:1 1! 0@1:4 0@2:4 0@3:4",
    "0@3:4 → no improvement in the 2 steps since {4} at step 1; and best {4} up to step 3 is worse than the median {1} of 1 complete trials"
  ],
  ["a tie with the median goes on", "1@1:4 1! 0@1:4 0@2:4 0@3:4"],
  ["NaN ends where both say so", "0@1:NaN", "0@1:NaN → not a number at step 1; and not a number at step 1"],
  ["out of order and repeated reports are not judged", "1@1:1 1! 0@1:4 0@2:4 0@1:9 0@2:9"]
])

goldenTable("any", any(slow, behind), [
  ["neither", "1@1:5 1! 0@1:4 0@2:4"],
  [
    "one of two ends it",
    "1@1:5 1! 2@1:9",
    "2@1:9 → best {9} up to step 1 is worse than the median {5} of 1 complete trials"
  ],
  [
    "fewer trials than the start-up: the other one judges",
    "0@1:4 0@2:4 0@3:4",
    "0@3:4 → no improvement in the 2 steps since {4} at step 1"
  ],
  ["NaN ends, with both reasons", "0@1:NaN", "0@1:NaN → not a number at step 1; and not a number at step 1"],
  [
    "late arrivals: the bar rises for reports to come",
    "1@1:5 1! 0@1:4 2@1:3 2! 3@1:3 3! 0@2:3.5",
    "0@2:3.5 → best {3.5} up to step 2 is worse than the median {3} of 3 complete trials"
  ]
])

goldenTable("after", after(2, behind), [
  ["the last step of the warm-up is left alone, NaN too", "1@1:1 1! 0@1:9 0@2:NaN"],
  [
    "the first step behind it is judged",
    "1@1:1 1! 0@1:9 0@3:9",
    "0@3:9 → best {9} up to step 3 is worse than the median {1} of 1 complete trials"
  ],
  [
    "missing steps: the first report behind it is judged",
    "1@1:1 1! 0@7:9",
    "0@7:9 → best {9} up to step 7 is worse than the median {1} of 1 complete trials"
  ],
  ["out of order: a late report of the warm-up changes the trial's best", "1@1:1 1! 0@1:9 0@3:1 0@2:0.5 0@4:7"]
])

goldenTable("after a bound", after(1, threshold({ divergence: 10 })), [
  [
    "what has diverged ends behind the warm-up only",
    "0@1:1 0@2:11",
    "0@2:11 → {11} at step 2 has diverged: values of {1} are usual"
  ]
])

// Trial 9 has 1, 2, 3, 4 in its folds, and a mean of 2.5.
const incumbent = "9.0@1:1 9.1@1:2 9.2@1:3 9.3@1:4 9!"

goldenTable("wilcoxon", wilcoxon(), [
  [
    // All four worse: one of the 16 ways in which signs could fall.
    "worse in each of four folds",
    `${incumbent} 0.0@1:2 0.1@1:3 0.2@1:4 0.3@1:5`,
    "0.3@1:5 → mean {3.5} of 4 folds is worse than {2.5} of trial 9 in the same ones: p 0.0625 is below 0.1"
  ],
  ["three of four worse could be luck", `${incumbent} 0.0@1:2 0.1@1:3 0.2@1:4 0.3@1:3`],
  ["ties everywhere go on", `${incumbent} 0.0@1:1 0.1@1:2 0.2@1:3 0.3@1:4`],
  ["fewer folds than four can prove nothing", `${incumbent} 0.0@1:99 0.1@1:99 0.2@1:99`],
  ["fewer trials than one that is complete: nobody ends", "0.0@1:9 0.1@1:9 0.2@1:9 0.3@1:9"],
  ["NaN ends", `${incumbent} 0.0@1:NaN`, "0.0@1:NaN → not a number at step 1"],
  [
    "folds pair by number, whatever the order in which they come",
    `${incumbent} 0.3@1:5 0.1@1:3 0.0@1:2 0.2@1:4`,
    "0.2@1:4 → mean {3.5} of 4 folds is worse than {2.5} of trial 9 in the same ones: p 0.0625 is below 0.1"
  ],
  [
    "out of order and repeated reports of a fold are not judged",
    `${incumbent} 0.0@1:2 0.1@1:3 0.2@1:4 0.3@2:4 0.3@1:99 0.3@2:99`
  ],
  [
    "missing steps: a fold without a report at the same step has no pair",
    `${incumbent} 0.0@1:2 0.1@1:3 0.2@1:4 0.3@2:99`
  ],
  [
    // The new incumbent has 0.5 everywhere.
    "late arrivals: a better trial is the one to pair with from then on",
    `${incumbent} 0.0@1:1 0.1@1:2 8.0@1:0.5 8.1@1:0.5 8.2@1:0.5 8.3@1:0.5 8! 0.2@1:3 0.3@1:4`,
    "0.3@1:4 → mean {2.5} of 4 folds is worse than {0.5} of trial 8 in the same ones: p 0.0625 is below 0.1"
  ],
  ["reports without a fold are not judged", `${incumbent} 0@1:NaN`]
])
