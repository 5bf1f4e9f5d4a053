/** Golden verdicts of successive halving. */
import { asha, hyperband } from "../../../src/index.ts"
import { goldenTable } from "./golden.ts"

const thirds = { minStep: 1, maxStep: 27, reduction: 3 }

goldenTable("asha that stops", asha(thirds), [
  [
    "fewer trials than the reduction: only the best so far passes",
    "0@1:5 1@1:4 2@1:6",
    "2@1:6 → {6} at step 1 is rank 3 of 3 at rung 1; the best 1 pass, the last of them with {4}"
  ],
  [
    "two of six pass",
    "0@1:9 1@1:8 2@1:7 3@1:6 4@1:5 5@1:5.5 6@1:5.7",
    "6@1:5.7 → {5.7} at step 1 is rank 3 of 7 at rung 1; the best 2 pass, the last of them with {5.5}"
  ],
  ["ties pass", "0@1:2 1@1:2 2@1:2 3@1:2"],
  [
    "a tie does not make room for what is behind it",
    "0@1:2 1@1:2 2@1:3",
    "2@1:3 → {3} at step 1 is rank 3 of 3 at rung 1; the best 1 pass, the last of them with {2}"
  ],
  [
    "NaN ends, and counts as the worst",
    "0@1:NaN 1@1:3 2@1:4",
    "0@1:NaN → not a number at step 1",
    "2@1:4 → {4} at step 1 is rank 2 of 3 at rung 1; the best 1 pass, the last of them with {3}"
  ],
  ["NaN between two rungs ends too", "0@1:1 0@2:NaN", "0@2:NaN → not a number at step 2"],
  [
    "infinite in either direction ends",
    "0@1:Infinity 1@1:-Infinity",
    "0@1:Infinity → infinite at step 1",
    "1@1:-Infinity → infinite at step 1"
  ],
  [
    // 0 and 1 have passed rung 1; at rung 3, the second of two.
    "each rung is judged once",
    "0@1:5 1@1:5 0@2:9 1@2:9 0@3:1 1@3:2",
    "1@3:2 → {2} at step 3 is rank 2 of 2 at rung 3; the best 1 pass, the last of them with {1}"
  ],
  [
    // The late 9 is trial 0's value at rung 1 for all who come later: 7 is second of 6, 7, 9.
    "out of order: a report of an earlier step is not judged, but counts for others",
    "1@1:6 0@3:5 0@1:9 2@1:7",
    "2@1:7 → {7} at step 1 is rank 2 of 3 at rung 1; the best 1 pass, the last of them with {6}"
  ],
  [
    "repeated: the first report of a step counts, for itself and for others",
    "1@1:1 0@1:0.5 0@1:9 2@1:0.7",
    "2@1:0.7 → {0.7} at step 1 is rank 2 of 3 at rung 1; the best 1 pass, the last of them with {0.5}"
  ],
  [
    "missing steps: a rung is judged by the first report after it",
    "1@3:4 0@2:3 0@4:5",
    "0@4:5 → {5} at step 4 is rank 2 of 2 at rung 3; the best 1 pass, the last of them with {4}"
  ],
  [
    // Trial 1 passes the rungs 1, 3 and 9 at once, and at each is the only one.
    "missing steps: one report may be judged at several rungs",
    "1@10:4 0@10:5",
    "0@10:5 → {5} at step 10 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with {4}"
  ],
  [
    "late arrivals are compared with what the others had at the rung, not with where they are",
    "1@1:3 1@2:2 1@3:1 1! 0@1:2.5 2@1:4",
    "2@1:4 → {4} at step 1 is rank 3 of 3 at rung 1; the best 1 pass, the last of them with {2.5}"
  ],
  ["step 0 is not judged, and nobody's value", "1@0:0.1 0@0:9 0@1:5"],
  ["the end of training is no rung", "0@27:1 1@26:0.5 1@27:9"]
])

goldenTable(
  "asha that pauses",
  asha(thirds),
  [
    [
      "fewer trials than the reduction: none passes yet",
      "0@1:5 1@1:4",
      "0@1:5 → paused: {5} at step 1 is rank 1 of 1 at rung 1; none passes yet",
      "1@1:4 → paused: {4} at step 1 is rank 1 of 2 at rung 1; none passes yet"
    ],
    [
      "the best of three passes, also in a tie",
      "0@1:5 1@1:4 2@1:4",
      "0@1:5 → paused: {5} at step 1 is rank 1 of 1 at rung 1; none passes yet",
      "1@1:4 → paused: {4} at step 1 is rank 1 of 2 at rung 1; none passes yet"
    ],
    [
      "NaN does not come back",
      "0@1:NaN 1@1:Infinity 2@1:1",
      "0@1:NaN → not a number at step 1",
      "1@1:Infinity → infinite at step 1"
    ],
    [
      "out of order and repeated reports are not judged",
      "0@2:5 0@1:9 0@2:7 1@1:10",
      "0@2:5 → paused: {5} at step 2 is rank 1 of 1 at rung 1; none passes yet",
      "1@1:10 → paused: {10} at step 1 is rank 2 of 2 at rung 1; none passes yet"
    ],
    [
      "missing steps: the pause is at the rung that was passed",
      "0@1:1 1@4:2 2@4:3",
      "0@1:1 → paused: {1} at step 1 is rank 1 of 1 at rung 1; none passes yet",
      "1@4:2 → paused: {2} at step 4 is rank 2 of 2 at rung 1; none passes yet",
      "2@4:3 → paused: {3} at step 4 is rank 3 of 3 at rung 1; the best 1 pass, the last of them with {1}"
    ],
    [
      "late arrivals count those that paused, went on or ended at the rung alike",
      "0@1:3 1@1:2 1x 2@1:1 2@2:9 3@1:2.5",
      "0@1:3 → paused: {3} at step 1 is rank 1 of 1 at rung 1; none passes yet",
      "1@1:2 → paused: {2} at step 1 is rank 1 of 2 at rung 1; none passes yet",
      "3@1:2.5 → paused: {2.5} at step 1 is rank 3 of 4 at rung 1; the best 1 pass, the last of them with {1}"
    ]
  ],
  true
)

goldenTable("asha that judges every report", asha({ ...thirds, rejudge: true }), [
  [
    "late arrivals end a trial that had passed, at its next report",
    "0@1:5 1@1:4 2@1:3 0@2:1",
    "0@2:1 → {5} at step 1 is rank 3 of 3 at rung 1; the best 1 pass, the last of them with {3}"
  ],
  ["ties stay", "0@1:5 1@1:5 2@1:5 0@2:9"]
])

// Of five trials, numbers 0, 2 and 4 are judged at rung 1, and 1 and 3 run to their end; then the same again.
goldenTable("hyperband", hyperband({ maxStep: 3 }), [
  [
    "fewer trials than the reduction: the best so far of the bracket passes",
    "1@1:1 0@1:5 2@1:6 3@1:9",
    "2@1:6 → {6} at step 1 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with {5} (bracket 0)"
  ],
  ["ties pass", "0@1:5 2@1:5 4@1:5"],
  [
    "NaN ends, in a bracket that is not judged there too",
    "0@1:NaN 1@1:NaN 2@1:4 4@1:5",
    "0@1:NaN → not a number at step 1 (bracket 0)",
    "1@1:NaN → not a number at step 1 (bracket 1)",
    "4@1:5 → {5} at step 1 is rank 2 of 3 at rung 1; the best 1 pass, the last of them with {4} (bracket 0)"
  ],
  [
    "out of order and repeated reports are not judged, but count",
    "0@2:5 0@1:9 0@1:1 2@1:10",
    "2@1:10 → {10} at step 1 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with {9} (bracket 0)"
  ],
  [
    "missing steps: a rung is judged by the first report after it",
    "0@1:4 2@2:5",
    "2@2:5 → {5} at step 2 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with {4} (bracket 0)"
  ],
  ["late arrivals are compared at the rung", "0@1:4 0@2:1 0@3:0.5 0! 2@1:3"]
])
