import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { confirmationName } from "../../../src/store/confirmation.ts"
import { foldsIn } from "../../../src/store/folds.ts"
import type { Lease, Outcome } from "../../../src/store/records.ts"
import { claimNext, complete, failureTag, type MakeStore, newStudy, openStudy, spec } from "./fixtures.ts"

const outcomes: ReadonlyArray<Outcome | undefined> = [
  complete(0.5),
  { _tag: "pruned", reason: "below the median" },
  complete(0.7),
  complete(0.7),
  undefined,
  { _tag: "failed", failure: { reason: "error", message: "no such file" } },
  complete(0.1),
  complete(0.1)
]

export const readingLaws = (makeStore: MakeStore): void => {
  describe("reading", () => {
    it.effect.each([
      { direction: "maximize", ranking: [2, 3, 0, 6, 7, 1, 4, 5] },
      { direction: "minimize", ranking: [6, 7, 0, 2, 3, 1, 4, 5] }
    ] as const)("ranks complete trials to $direction, ties by number, then the others", ({ direction, ranking }) =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const objective = { metric: "accuracy", direction }
        const id = yield* openStudy(store, { declaredTrials: outcomes.length, spec: { ...spec, objective } })
        for (const outcome of outcomes) {
          const { lease } = yield* claimNext(store, id)
          if (outcome !== undefined) yield* store.finish(lease, outcome)
        }
        const board = yield* reader.leaderboard(id)
        assert.deepEqual(
          board.map(({ number }) => number),
          [...ranking]
        )
        for (let limit = 0; limit <= ranking.length + 1; limit++)
          assert.deepEqual(yield* reader.leaderboard(id, limit), board.slice(0, limit))
        const { counts, incumbent } = yield* reader.summary("digits")
        assert.deepEqual(incumbent, board[0])
        assert.deepEqual(counts, { complete: 5, pruned: 1, running: 1, failed: 1 })
      })
    )

    it.effect("gives a trial outside of a constraint no place, and keeps its metrics", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store, { declaredTrials: 2 })
        const infeasible = "latency 25 is above 20"
        const first = yield* claimNext(store, id)
        yield* store.finish(first.lease, { _tag: "complete", metrics: { accuracy: 0.9, latency: 25 }, infeasible })
        assert.strictEqual((yield* reader.summary("digits")).incumbent, undefined)
        const second = yield* claimNext(store, id)
        yield* store.finish(second.lease, complete(0.5))
        assert.strictEqual((yield* reader.summary("digits")).incumbent?.number, second.lease.trial)
        const [best, other] = yield* reader.leaderboard(id)
        assert.deepInclude(best, { number: second.lease.trial, value: 0.5 })
        assert.deepInclude(other, { number: first.lease.trial, state: "complete", infeasible })
        assert.deepEqual([other?.value, other?.metrics], [undefined, { accuracy: 0.9, latency: 25 }])
        const seen = (yield* store.changes(id, 0)).trials
        assert.deepEqual(seen.find(({ number }) => number === first.lease.trial)?.infeasible, infeasible)
      })
    )

    it.effect("gives the last report of each fold of complete trials", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store, { declaredTrials: 3 })
        assert.deepEqual(yield* reader.folds(id), [])
        const goOn = () => ({ _tag: "Continue" }) as const
        for (const values of [[0.5, 0.6], [0.7, 0.8], [0.9]]) {
          const { lease } = yield* claimNext(store, id)
          for (const [fold, accuracy] of values.entries())
            for (const step of [1, 2])
              yield* store.decide(lease, { step, fold, metrics: { accuracy: accuracy - 0.1 * (2 - step) } }, 0, goOn)
          if (values.length > 1) yield* store.finish(lease, complete(0.5))
        }
        assert.deepEqual(yield* reader.folds(id), [
          { trial: 0, fold: 0, value: 0.5 },
          { trial: 0, fold: 1, value: 0.6 },
          { trial: 1, fold: 0, value: 0.7 },
          { trial: 1, fold: 1, value: 0.8 }
        ])
        assert.deepEqual(yield* reader.folds(99), [])
      })
    )

    it.effect("gives of the folds of a trial of several attempts what is in force", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store, { declaredTrials: 2 })
        const report = (lease: Lease, fold: number, step: number, accuracy: number) =>
          store.decide(lease, { step, fold, metrics: { accuracy } }, 0, () => ({ _tag: "Continue" }))
        const resumedFrom = Effect.fnUntraced(function* (lease: Lease, step: number | undefined) {
          if (step !== undefined)
            yield* store.saveCheckpoint(lease, { step, place: `${lease.trial}/${step}`, bytes: 1, digest: "d" })
          yield* report(lease, 1, 2, 0.2)
          yield* report(lease, 2, 3, 0.3)
          yield* store.finish(lease, { _tag: "released", reason: "interrupted" })
          const again = yield* claimNext(store, id)
          const source = step === undefined ? undefined : { trial: lease.trial, attempt: lease.attempt, step }
          yield* store.noteLoaded(again.lease, { source, problems: [] })
          return again.lease
        })
        for (const step of [2, undefined]) {
          const { lease } = yield* claimNext(store, id)
          yield* report(lease, 0, 1, 0.1)
          const last = yield* resumedFrom(lease, step)
          yield* report(last, 1, 3, 0.7)
          yield* store.finish(last, complete(step === undefined ? 0.4 : 0.5))
        }
        const folds = [
          { trial: 0, fold: 0, value: 0.1 },
          { trial: 0, fold: 1, value: 0.7 },
          { trial: 1, fold: 1, value: 0.7 }
        ]
        assert.deepEqual(yield* reader.folds(id), folds)
        const record = yield* reader.record(id)
        assert.deepEqual(foldsIn(record.study.spec, record.trials, record.reports), folds)
      })
    )

    it.effect("finds the study with the latest activity, where none is named", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const first = yield* openStudy(store)
        yield* TestClock.adjust(1_000)
        yield* openStudy(store, { name: "letters" })
        const names = Effect.map(reader.list, (studies) => studies.map(({ study }) => study.name))
        assert.deepEqual(yield* names, ["letters", "digits"])
        yield* TestClock.adjust(1_000)
        const { lease } = yield* claimNext(store, first)
        assert.deepEqual(yield* names, ["digits", "letters"])
        assert.deepInclude(yield* reader.summary(), { lastActivityAt: 2_000 })
        yield* TestClock.adjust(1_000)
        yield* store.finish(lease, complete(0.5))
        const { lastActivityAt, study } = yield* reader.summary()
        assert.deepEqual([study, lastActivityAt], [yield* store.study(first), 3_000])
        yield* TestClock.adjust(1_000)
        yield* openStudy(store, { name: confirmationName("digits") })
        assert.strictEqual((yield* reader.summary()).study.name, "digits")
        assert.strictEqual((yield* reader.summary("digits~confirm")).study.name, "digits~confirm")
      })
    )

    it.effect("tells what is new since a revision, and all since the first, without sealed metrics", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store, { declaredTrials: 3, spec: { ...spec, sealed: ["test"] } })
        const goOn = () => ({ _tag: "Continue" }) as const
        const first = yield* claimNext(store, id)
        yield* store.finish(first.lease, { _tag: "retry", failure: { reason: "crash", message: "signal 11" } })
        const again = yield* claimNext(store, id)
        yield* store.decide(again.lease, { step: 1, metrics: { accuracy: 0.25, test: 0.1 } }, 0, goOn)
        yield* store.finish(again.lease, { _tag: "complete", metrics: { accuracy: 0.5, test: 0.4 } })
        const { revision } = yield* store.study(id)
        assert.deepEqual(yield* reader.news(id, revision), {
          study: yield* store.study(id),
          trials: [],
          attempts: [],
          reports: []
        })
        const second = yield* claimNext(store, id)
        yield* store.decide(second.lease, { step: 1, metrics: { accuracy: 0.5, test: 0.1 } }, 0, goOn)
        const news = yield* reader.news(id, revision)
        assert.deepEqual(
          [news.trials.map(({ number, state }) => [number, state]), news.attempts, news.study.revision],
          [[[1, "running"]], [{ trial: 1, attempt: 1, startedAt: 0 }], revision + 2]
        )
        assert.deepEqual(
          news.reports.map(({ metrics, trial }) => [trial, metrics]),
          [[1, { accuracy: 0.5 }]]
        )
        const [all, record] = [yield* reader.news(id, 0), yield* reader.record(id)]
        assert.deepEqual(all.trials[0]?.metrics, { accuracy: 0.5 })
        assert.deepEqual(
          [all.reports, all.attempts.map(({ ended }) => ended), all.trials.length],
          [record.reports, record.attempts.map(({ ended }) => ended), 3]
        )
        assert.strictEqual(yield* failureTag(reader.news(99, 0)), "NotFound")
      })
    )

    it.effect("says what there is, where it finds nothing", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        assert.deepEqual(yield* reader.list, [])
        const empty = yield* Effect.flip(reader.summary())
        assert.strictEqual(empty._tag, "NotFound")
        assert.include(empty.hint, "sweep run study.ts")
        const { id } = yield* store.create(newStudy())
        const unknown = yield* Effect.flip(reader.summary("digts"))
        assert.include(unknown.message, '"digts"')
        assert.include(unknown.hint, "digits")
        assert.strictEqual(yield* failureTag(reader.trial(id, 0)), "NotFound")
        assert.strictEqual(yield* failureTag(reader.trial(99, 0)), "NotFound")
        assert.deepEqual(yield* reader.leaderboard(99), [])
      })
    )

    it.effect("shows one trial whole", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        yield* TestClock.adjust(500)
        yield* store.finish(lease, { _tag: "retry", failure: { reason: "timeout", message: "took 1 s" } })
        yield* TestClock.adjust(500)
        const second = yield* claimNext(store, id)
        const history = yield* reader.trial(id, 0)
        assert.deepEqual(history.study, yield* store.study(id))
        assert.deepInclude(history.trial, { number: 0, state: "running", attempt: 2, createdAt: 0, startedAt: 1_000 })
        assert.deepEqual(history.attempts, [
          {
            trial: 0,
            attempt: 1,
            host: "here",
            pid: 103,
            startedAt: 0,
            endedAt: 500,
            ended: "retry",
            failure: { reason: "timeout", message: "took 1 s" }
          },
          { trial: 0, attempt: 2, host: "here", pid: 103, startedAt: 1_000 }
        ])
        assert.strictEqual(second.lease.attempt, 2)
      })
    )
  })
}
