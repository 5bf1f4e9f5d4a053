import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Verdict } from "../../../src/search/Pruner.ts"
import type { Report } from "../../../src/search/Trial.ts"
import type { Changes } from "../../../src/store/records.ts"
import { claimNext, type MakeStore, openStudy } from "./fixtures.ts"

const at = (step: number, accuracy: number, fold?: number): Report => ({
  step,
  metrics: { accuracy },
  ...(fold === undefined ? {} : { fold })
})

const goOn = (): Verdict => ({ _tag: "Continue" })

export const reportLaws = (makeStore: MakeStore): void => {
  describe("reports", () => {
    it.effect("are recorded with their verdict, and with what it was derived from", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        const { revision } = yield* store.study(id)
        const verdict: Verdict = { _tag: "Pause", rung: 3, reason: "waits for more peers" }
        assert.deepEqual(yield* store.decide(lease, at(1, 0.5), 0, () => verdict), verdict)
        const { decisions, reports } = yield* reader.trial(id, 0)
        assert.deepEqual(reports, [{ ...at(1, 0.5), trial: 0, attempt: 1, at: 0, revision: revision + 1 }])
        assert.deepEqual(decisions, [
          { trial: 0, attempt: 1, step: 1, verdict: "Pause", rung: 3, reason: verdict.reason, sawRevision: revision }
        ])
      })
    )

    it.effect.each<[Verdict]>([
      [{ _tag: "Continue" }],
      [{ _tag: "Continue", reason: "step 0 is never judged" }],
      [{ _tag: "Prune", reason: "0.1 is below the median 0.5" }],
      [{ _tag: "Pause", rung: 2, reason: "rung 2" }]
    ])("said again get the stored verdict, and are not judged or recorded: %j", ([verdict]) =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        yield* store.decide(lease, at(1, 0.5), 0, () => verdict)
        const before = yield* reader.trial(id, 0)
        const judge = () => assert.fail("judged again")
        assert.deepEqual(yield* store.decide(lease, at(1, 0.9), 0, judge), verdict)
        assert.deepEqual(yield* reader.trial(id, 0), before)
      })
    )

    it.effect("of different folds, steps and attempts are different ones", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const first = (yield* claimNext(store, id)).lease
        for (const report of [at(2, 0.1, 1), at(1, 0.2, 1), at(2, 0.3, 0), at(1, 0.4, 0), at(1, 0.5), at(0, 0.6)])
          yield* store.decide(first, report, 0, goOn)
        yield* store.finish(first, { _tag: "released", reason: "interrupted" })
        const second = (yield* claimNext(store, id)).lease
        yield* store.decide(second, at(1, 0.7), 0, goOn)
        const { decisions, reports } = yield* reader.trial(id, 0)
        const key = ({ attempt, fold, step }: { attempt: number; fold?: number; step: number }) => [attempt, fold, step]
        const expected = [
          [1, undefined, 0],
          [1, undefined, 1],
          [1, 0, 1],
          [1, 0, 2],
          [1, 1, 1],
          [1, 1, 2],
          [2, undefined, 1]
        ]
        assert.deepEqual(reports.map(key), expected)
        assert.deepEqual(decisions.map(key), expected)
        assert.deepEqual((yield* store.changes(id, 0)).reports, reports)
      })
    )

    it.effect("are judged by what changed since a revision, the report itself not among it", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        const mine = (yield* claimNext(store, id)).lease
        const peer = (yield* claimNext(store, id)).lease
        yield* store.decide(peer, at(1, 0.3), 0, goOn)
        const seen: Array<Changes> = []
        const judge = (changes: Changes) => {
          seen.push(changes)
          return goOn()
        }
        const expected = [yield* store.changes(id, 0)]
        yield* store.decide(mine, at(1, 0.1), 0, judge)
        const since = expected[0]!.revision
        yield* store.decide(peer, at(2, 0.4), 0, goOn)
        expected.push(yield* store.changes(id, since))
        yield* store.decide(mine, at(2, 0.2), since, judge)
        assert.deepEqual(seen, expected)
        assert.deepEqual(
          seen.map(({ reports }) => reports.map(({ step, trial }) => [trial, step])),
          [
            [[1, 1]],
            [
              [0, 1],
              [1, 2]
            ]
          ]
        )
      })
    )

    it.effect("leave nothing behind where the judge breaks", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        const before = yield* store.changes(id, 0)
        const exit = yield* Effect.exit(
          store.decide(lease, at(1, 0.5), 0, () => {
            throw new Error("a fault in the pruner")
          })
        )
        assert.include(String(exit), "a fault in the pruner")
        assert.deepEqual(yield* store.changes(id, 0), before)
      })
    )

    it.effect("keep NaN and the infinities, and so do results", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        const metrics = { accuracy: NaN, loss: Infinity, gain: -Infinity, zero: 0, tiny: 5e-324, third: 1 / 3 }
        yield* store.decide(lease, { step: 1, metrics }, 0, goOn)
        yield* store.finish(lease, { _tag: "complete", metrics })
        const { reports, trial } = yield* reader.trial(id, 0)
        assert.deepEqual(reports[0]?.metrics, metrics)
        assert.deepEqual(trial.metrics, metrics)
        assert.notProperty(trial, "value")
        assert.notProperty(yield* reader.summary(), "incumbent")
      })
    )
  })
}
