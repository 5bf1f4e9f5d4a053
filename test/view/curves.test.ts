import { assert, describe, it } from "@effect/vitest"
import { reportsInForce } from "../../src/store/checkpoints.ts"
import { curvesOf, type CurveRecord } from "../../src/view/curves.ts"

const report = (trial: number, attempt: number, step: number, loss: number, fold?: number) => ({
  trial,
  attempt,
  step,
  metrics: { loss },
  ...(fold === undefined ? {} : { fold })
})

const record: CurveRecord = {
  trials: [
    { number: 0, attempt: 1 },
    // Tried again from the beginning.
    { number: 1, attempt: 2 },
    // Went on twice from a checkpoint: of step 2, and of step 3.
    {
      number: 2,
      attempt: 3,
      continues: [
        { attempt: 1, upTo: 2 },
        { attempt: 2, upTo: 3 }
      ]
    },
    { number: 3, attempt: 1 }
  ],
  reports: [
    report(0, 1, 2, 0.2),
    report(0, 1, 1, 0.1),
    report(0, 1, 3, Number.NaN),
    ...[1, 2, 3].map((step) => report(1, 1, step, 9)),
    report(1, 2, 1, 0.5),
    ...[1, 2, 3, 4].map((step) => report(2, 1, step, step)),
    ...[3, 4].map((step) => report(2, 2, step, 10 * step)),
    ...[4, 5].map((step) => report(2, 3, step, 100 * step)),
    report(3, 1, 1, 0.3, 0)
  ]
}

describe("the curve of a trial", () => {
  it("is what the attempts in force have reported, each up to where the next went on", () => {
    assert.deepEqual(
      [...curvesOf(record, "loss")],
      [
        [
          0,
          [
            [1, 0.1],
            [2, 0.2]
          ]
        ],
        [1, [[1, 0.5]]],
        [
          2,
          [
            [1, 1],
            [2, 2],
            [3, 30],
            [4, 400],
            [5, 500]
          ]
        ]
      ]
    )
    assert.strictEqual(curvesOf(record, "accuracy").size, 0)
  })

  it("has no report of an attempt that was superseded, nor of a trial that is not there", () => {
    const kept = reportsInForce(record.trials, [...record.reports, report(7, 1, 1, 0)])
    assert.deepEqual(
      kept.filter(({ trial }) => trial !== 0).map(({ attempt, step, trial }) => [trial, attempt, step]),
      [
        [1, 2, 1],
        [2, 1, 1],
        [2, 1, 2],
        [2, 2, 3],
        [2, 3, 4],
        [2, 3, 5],
        [3, 1, 1]
      ]
    )
  })
})
