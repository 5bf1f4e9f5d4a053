/** Golden verdicts of the rules that go by a trial's own curve. */
import { extrapolation, patience, threshold } from "../../../src/index.ts"
import { goldenTable } from "./golden.ts"

// Bounds are as `train` reports: a loss above 9 is a score below -9.
goldenTable(
  "threshold, a bound on the bad side",
  (direction) => threshold({ ...(direction === "minimize" ? { upper: 9 } : { lower: -9 }), warmUpSteps: 1 }),
  [
    ["on the bound it goes on", "0@2:9"],
    ["in the warm-up it goes on", "0@1:10"],
    ["far on the good side it goes on", "0@2:-99"],
    [
      "NaN ends at once, and what is infinite",
      "0@1:NaN 1@1:Infinity 2@1:-Infinity",
      "0@1:NaN → not a number at step 1",
      "1@1:Infinity → infinite at step 1",
      "2@1:-Infinity → infinite at step 1"
    ],
    ["out of order and repeated reports are not judged", "0@3:5 0@2:99 0@3:99 0@4:5"]
  ]
)

goldenTable("divergence", threshold({ divergence: 100 }), [
  ["a hundred times its own first value goes on", "0@1:3 0@9:300"],
  ["more has diverged", "0@1:3 0@9:301", "0@9:301 → {301} at step 9 has diverged: values of {3} are usual"],
  ["to the good side nothing diverges", "0@1:3 0@9:-999"],
  ["fewer trials than any other: a first value cannot diverge", "0@1:1e30"],
  [
    // The middle one of 2, 3 and 4.
    "late arrivals and first values go by the median of the others at the step",
    "1@1:2 2@1:3 3@1:4 0@1:300 4@1:302",
    "4@1:302 → {302} at step 1 has diverged: values of {3} are usual"
  ],
  [
    "NaN of others does not count",
    "1@1:NaN 2@1:2 0@1:201",
    "1@1:NaN → not a number at step 1",
    "0@1:201 → {201} at step 1 has diverged: values of {2} are usual"
  ],
  [
    "missing steps: the others' first reports after the step count",
    "1@5:2 0@3:201",
    "0@3:201 → {201} at step 3 has diverged: values of {2} are usual"
  ],
  ["out of order and repeated reports are not judged", "0@2:3 0@1:999 0@2:999"]
])

goldenTable("patience", patience({ steps: 2 }), [
  ["one step after its best it goes on", "0@1:5 0@2:6"],
  ["two steps after", "0@1:5 0@2:6 0@3:5.5", "0@3:5.5 → no improvement in the 2 steps since {5} at step 1"],
  ["a tie is no improvement", "0@1:5 0@2:5 0@3:5", "0@3:5 → no improvement in the 2 steps since {5} at step 1"],
  ["NaN ends", "0@1:5 0@2:NaN", "0@2:NaN → not a number at step 2"],
  [
    "missing steps: steps count, not reports",
    "0@1:5 0@4:6",
    "0@4:6 → no improvement in the 3 steps since {5} at step 1"
  ],
  ["an improvement after a gap is in time", "0@1:5 0@4:4 0@5:6"],
  [
    // The late 4 at step 2 is the best: step 4 is two steps behind it.
    "out of order: a report of an earlier step is not judged, but it is an improvement",
    "0@1:5 0@3:4.5 0@2:4 0@4:9",
    "0@4:9 → no improvement in the 2 steps since {4} at step 2"
  ],
  [
    "repeated: the first report of a step counts",
    "0@1:5 0@2:6 0@2:1 0@3:5.5",
    "0@3:5.5 → no improvement in the 2 steps since {5} at step 1"
  ],
  ["late arrivals and fewer trials than usual change nothing: others do not count", "1@1:1 1! 2@1:0.5 2! 0@1:9 0@2:8"]
])

// A curve that stays at 5 promises 5, and knows it to a part in 10⁹: the chance of 1 is nought, that of 5 is a half.
goldenTable("extrapolation", extrapolation({ maxStep: 9, minStep: 3 }), [
  [
    "a flat curve that is behind ends as soon as there are five reports",
    "1@9:1 1! 0@1:5 0@2:5 0@3:5 0@4:5 0@5:5",
    "0@5:5 → 5 reports up to step 5 promise {5} at step 9; the chance to beat {1} of trial 1 is 0.0, below 0.05"
  ],
  ["a tie with the incumbent goes on: the chance is one half", "1@9:5 1! 0@1:5 0@2:5 0@3:5 0@4:5 0@5:5"],
  ["fewer trials than one that is complete: nobody ends", "1@8:1 0@1:5 0@2:5 0@3:5 0@4:5 0@5:5"],
  ["NaN ends", "0@1:NaN", "0@1:NaN → not a number at step 1"],
  ["out of order and repeated reports are not judged", "1@9:1 1! 0@1:5 0@3:5 0@4:5 0@5:5 0@2:5 0@5:5"],
  [
    "missing steps: five reports, wherever they are",
    "1@9:1 1! 0@1:5 0@2:5 0@4:5 0@6:5 0@8:5",
    "0@8:5 → 5 reports up to step 8 promise {5} at step 9; the chance to beat {1} of trial 1 is 0.0, below 0.05"
  ],
  [
    "late arrivals: a new incumbent is the bar for reports to come",
    "1@9:5 1! 0@1:5 0@2:5 0@3:5 0@4:5 0@5:5 2@9:1 2! 0@6:5",
    "0@6:5 → 6 reports up to step 6 promise {5} at step 9; the chance to beat {1} of trial 2 is 0.0, below 0.05"
  ]
])
