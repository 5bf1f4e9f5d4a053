import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { isInForce, type NewCheckpoint } from "../../../src/store/checkpoints.ts"
import type { Lease, Outcome } from "../../../src/store/records.ts"
import type { TrialStoreService } from "../../../src/store/TrialStore.ts"
import { ada, bob, claimNext, complete, failureTag, leaseMillis, type MakeStore, openStudy } from "./fixtures.ts"

const checkpoint = ({ attempt, trial }: Lease, step: number, name = `step-${step}`): NewCheckpoint => ({
  step,
  place: `trial-${trial}/attempt-${attempt}/${name}`,
  bytes: 10 * step,
  digest: `digest ${step}`,
  randomPosition: 100 * step
})

const paused = (step: number): Outcome => ({ _tag: "paused", step, reason: `rank 2 of 2 at rung ${step}` })
const resumption = { reason: "the best goes on", sawRevision: 5, couldStart: false }

const save = (store: TrialStoreService, lease: Lease, ...steps: ReadonlyArray<number>) =>
  Effect.forEach(steps, (step) => store.saveCheckpoint(lease, checkpoint(lease, step)))

const report = (store: TrialStoreService, lease: Lease, ...steps: ReadonlyArray<number>) =>
  Effect.forEach(steps, (step) =>
    store.decide(lease, { step, metrics: { accuracy: lease.attempt + step / 10 } }, 0, () => ({ _tag: "Continue" }))
  )

const placesOf = (checkpoints: ReadonlyArray<{ readonly place: string }>) => checkpoints.map(({ place }) => place)

export const pausingLaws = (makeStore: MakeStore): void => {
  describe("a paused trial", () => {
    it.effect("waits for nobody's claim, and goes on as a new attempt where it was resumed, once", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const { lease } = yield* claimNext(store, study)
        yield* save(store, lease, 1, 2)
        yield* report(store, lease, 1, 2)
        yield* store.finish(lease, paused(2))
        const { trials } = yield* store.changes(study, 0)
        assert.deepInclude(trials[0], { state: "paused", pausedStep: 2, pausedBecause: "rank 2 of 2 at rung 2" })
        assert.isUndefined(yield* store.claim(study, ada, leaseMillis))
        assert.strictEqual(yield* store.finish(lease, complete(1)), "already")
        yield* TestClock.adjust(7)
        const claimed = yield* store.resume(study, 0, bob, leaseMillis, resumption)
        assert.deepInclude(claimed, { lease: { study, trial: 0, attempt: 2 }, failures: {} })
        assert.deepEqual(
          claimed!.sources.map(({ randomPosition, step }) => [step, randomPosition]),
          [
            [2, 200],
            [1, 100]
          ]
        )
        assert.isUndefined(yield* store.resume(study, 0, ada, leaseMillis, resumption))
        const { attempts, trial } = yield* reader.trial(study, 0)
        assert.deepInclude(trial, { state: "running", attempt: 2, pausedStep: 2, startedAt: 7 })
        assert.notProperty(trial, "pausedBecause")
        assert.deepEqual(
          attempts.map(({ ended, resumption: why }) => [ended, why]),
          [
            ["paused", undefined],
            [undefined, resumption]
          ]
        )
        const record = yield* reader.record(study)
        assert.deepEqual(
          record.attempts.map(({ pausedStep, resumption: why }) => [pausedStep, why?.sawRevision]),
          [
            [2, undefined],
            [undefined, 5]
          ]
        )
      })
    )

    it.effect("is pruned with the reason when nothing is resumed any more, unless something has changed", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 2 })
        const first = yield* claimNext(store, study)
        yield* store.finish(first.lease, paused(1))
        const { revision } = yield* store.study(study)
        const second = yield* claimNext(store, study)
        const ends = [{ trial: 0, reason: "paused at step 1; the budget ended" }]
        assert.isFalse(yield* store.endPaused(study, revision, ends))
        assert.strictEqual((yield* reader.trial(study, 0)).trial.state, "paused")
        yield* store.finish(second.lease, complete(1))
        assert.isTrue(yield* store.endPaused(study, (yield* store.study(study)).revision, ends))
        const { trial } = yield* reader.trial(study, 0)
        assert.deepInclude(trial, { state: "pruned", prunedBecause: "paused at step 1; the budget ended" })
        assert.strictEqual(trial.finishedRevision, (yield* store.study(study)).revision)
        assert.isUndefined(yield* store.resume(study, 0, ada, leaseMillis, resumption))
      })
    )
  })

  describe("a trial that goes on from a checkpoint", () => {
    it.effect("keeps what it had reported up to there, through several attempts, without gap or duplicate", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const first = yield* claimNext(store, study)
        yield* save(store, first.lease, 1, 2)
        yield* report(store, first.lease, 1, 2, 3)
        yield* store.finish(first.lease, { _tag: "released", reason: "interrupted" })
        const second = yield* claimNext(store, study)
        yield* store.noteLoaded(second.lease, { source: { trial: 0, attempt: 1, step: 2 }, problems: [] })
        yield* save(store, second.lease, 4)
        yield* report(store, second.lease, 3, 4, 5)
        yield* store.finish(second.lease, paused(5))
        const third = yield* store.resume(study, 0, ada, leaseMillis, resumption)
        assert.deepEqual(placesOf(third!.sources), [
          "trial-0/attempt-2/step-4",
          "trial-0/attempt-1/step-2",
          "trial-0/attempt-1/step-1"
        ])
        const before = yield* reader.trial(study, 0)
        assert.notProperty(before.trial, "continues")
        const problems = ["the checkpoint of step 5 is lost"]
        yield* store.noteLoaded(third!.lease, { source: { trial: 0, attempt: 2, step: 4 }, problems })
        yield* report(store, third!.lease, 5, 6)
        const { attempts, reports, trial } = yield* reader.trial(study, 0)
        assert.deepEqual(trial.continues, [
          { attempt: 1, upTo: 2 },
          { attempt: 2, upTo: 4 }
        ])
        assert.deepEqual(
          reports.filter((one) => isInForce(trial, one)).map(({ attempt, step }) => [step, attempt]),
          [
            [1, 1],
            [2, 1],
            [3, 2],
            [4, 2],
            [5, 3],
            [6, 3]
          ]
        )
        assert.deepInclude(attempts[2], { source: { trial: 0, attempt: 2, step: 4 }, problems })
        assert.lengthOf(reports, 8, "nothing is deleted")
      })
    )

    it.effect("does not go on behind a report that it never made: it may have been killed before it", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const released: Outcome = { _tag: "released", reason: "interrupted" }
        const stepsOfNext = Effect.map(claimNext(store, study), (claimed) => ({
          lease: claimed.lease,
          steps: claimed.sources.map(({ step }) => step)
        }))
        const first = yield* stepsOfNext
        yield* save(store, first.lease, 1)
        yield* store.finish(first.lease, released)
        const second = yield* stepsOfNext
        assert.deepEqual(second.steps, [], "step 1 was not reported")
        yield* save(store, second.lease, 1)
        yield* report(store, second.lease, 1)
        yield* save(store, second.lease, 2)
        yield* store.finish(second.lease, released)
        const third = yield* stepsOfNext
        assert.deepEqual(third.steps, [1], "step 2 was not reported")
        yield* save(store, third.lease, 2, 3)
        yield* store.finish(third.lease, released)
        assert.deepEqual((yield* stepsOfNext).steps, [2, 1], "step 2 is not reported at all, for step 3 came next")
      })
    )

    it.effect("may go on from any where it reports nothing, or folds only", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const first = yield* claimNext(store, study)
        yield* save(store, first.lease, 20)
        yield* store.finish(first.lease, { _tag: "released", reason: "interrupted" })
        const second = yield* claimNext(store, study)
        assert.lengthOf(second.sources, 1)
        const ofFold = { step: 1, fold: 0, metrics: { accuracy: 1 } }
        yield* store.decide(second.lease, ofFold, 0, () => ({ _tag: "Continue" }))
        yield* store.finish(second.lease, { _tag: "released", reason: "interrupted" })
        assert.lengthOf((yield* claimNext(store, study)).sources, 1)
      })
    )

    it.effect("begins anew where no checkpoint could be used, which is on record", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const first = yield* claimNext(store, study)
        yield* save(store, first.lease, 1)
        yield* store.finish(first.lease, paused(1))
        const second = yield* store.resume(study, 0, ada, leaseMillis, resumption)
        const problems = ["the checkpoint of step 1 is lost"]
        yield* store.noteLoaded(second!.lease, { source: undefined, problems })
        const { attempts, trial } = yield* reader.trial(study, 0)
        assert.notProperty(trial, "continues")
        assert.notProperty(attempts[1], "source")
        assert.deepEqual(attempts[1]?.problems, problems)
      })
    )

    it.effect("cannot be written about by a runner that lost it", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const { lease } = yield* claimNext(store, study)
        yield* store.reap(study, ada.host, () => false)
        yield* claimNext(store, study, bob)
        assert.strictEqual(yield* failureTag(store.saveCheckpoint(lease, checkpoint(lease, 1))), "LeaseLost")
        const loaded = { source: undefined, problems: [] }
        assert.strictEqual(yield* failureTag(store.noteLoaded(lease, loaded)), "LeaseLost")
      })
    )
  })

  describe("checkpoints", () => {
    it.effect("are told to whoever asks what has changed, in the order of their saving", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const { lease } = yield* claimNext(store, study)
        yield* save(store, lease, 2)
        const { revision } = yield* store.study(study)
        yield* TestClock.adjust(3)
        yield* save(store, lease, 1)
        const { checkpoints } = yield* store.changes(study, revision)
        assert.deepEqual(checkpoints, [
          { trial: 0, attempt: 1, savedAt: 3, revision: revision + 1, ...checkpoint(lease, 1) }
        ])
        assert.deepEqual(placesOf((yield* reader.trial(study, 0)).checkpoints), [
          "trial-0/attempt-1/step-2",
          "trial-0/attempt-1/step-1"
        ])
      })
    )

    it.effect("that are saved anew are the same one, with what it now holds", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const { lease } = yield* claimNext(store, study)
        yield* save(store, lease, 1)
        const { revision } = yield* store.study(study)
        yield* save(store, lease, 2)
        yield* store.saveCheckpoint(lease, { ...checkpoint(lease, 1), bytes: 7 })
        assert.deepEqual(
          (yield* reader.trial(study, 0)).checkpoints.map((one) => [one.step, one.bytes, one.revision]),
          [
            [1, 7, revision],
            [2, checkpoint(lease, 2).bytes, revision + 1]
          ]
        )
      })
    )

    it.effect("are wanted while their trial may need them, and afterwards of the best", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 4 })
        const leases: Array<Lease> = []
        for (let number = 0; number < 4; number++) {
          const { lease } = yield* claimNext(store, study)
          leases.push(lease)
          yield* save(store, lease, 1, 2, 3)
        }
        yield* store.finish(leases[0]!, complete(0.5))
        yield* store.finish(leases[1]!, complete(0.9))
        yield* store.finish(leases[2]!, paused(3))
        const unwanted = yield* store.unwantedCheckpoints(study, 1)
        assert.sameMembers(placesOf(unwanted), [
          ...[1, 2, 3].map((step) => `trial-0/attempt-1/step-${step}`),
          ...[1, 2].map((step) => `trial-1/attempt-1/step-${step}`),
          "trial-2/attempt-1/step-1",
          "trial-3/attempt-1/step-1"
        ])
        assert.deepEqual(placesOf(yield* store.unwantedCheckpoints(study, 1, 3)), ["trial-3/attempt-1/step-1"])
        yield* store.forgetCheckpoints(study, unwanted)
        assert.lengthOf(yield* store.unwantedCheckpoints(study, 1), 0)
        const again = yield* store.resume(study, 2, ada, leaseMillis, resumption)
        assert.deepEqual(
          again!.sources.map(({ step }) => step),
          [3, 2]
        )
      })
    )

    it.effect("that a copy is to begin with are kept until it has one of its own, and are offered to it first", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const study = yield* openStudy(store, { declaredTrials: 1 })
        const parent = yield* claimNext(store, study)
        yield* save(store, parent.lease, 1, 2)
        yield* store.setBudget(study, 2)
        const turn = yield* store.takeTurn(study, ada, 1_000)
        const proposal = { number: 1, params: {}, seed: 3, sawRevision: 0, parent: { trial: 0, step: 1 } }
        yield* store.publish(turn!, [proposal])
        yield* save(store, parent.lease, 3, 4)
        assert.deepEqual(placesOf(yield* store.unwantedCheckpoints(study, 1)), ["trial-0/attempt-1/step-2"])
        const child = yield* claimNext(store, study, bob)
        assert.deepEqual(
          child.sources.map(({ step, trial }) => [trial, step]),
          [
            [0, 1],
            [0, 4],
            [0, 3],
            [0, 2]
          ]
        )
        yield* store.noteLoaded(child.lease, { source: { trial: 0, attempt: 1, step: 1 }, problems: [] })
        yield* save(store, child.lease, 2)
        assert.lengthOf(yield* store.unwantedCheckpoints(study, 1, 0), 2)
        const { attempts, trial } = yield* reader.trial(study, 1)
        assert.deepInclude(trial, { parent: 0, sourceStep: 1 })
        assert.notProperty(trial, "continues", "what its parent reported is not its own")
        assert.deepEqual(attempts[0]?.source, { trial: 0, attempt: 1, step: 1 })
        assert.deepEqual((yield* reader.trial(study, 0)).children, [1])
      })
    )
  })
}
