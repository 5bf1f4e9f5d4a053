/** The laws that every trainer must hold. */
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Report, Usage } from "../../src/search/Trial.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import { goOn, type Verdict } from "../../src/search/Pruner.ts"
import type { Slot } from "../../src/train/slots.ts"
import type { LoadedCheckpoint, SavedCheckpoint } from "../../src/train/checkpoint/Checkpoint.ts"
import type { Assignment, CheckpointKeeper, TrainerService, TrialWatch } from "../../src/train/Trainer.ts"
import { temporaryFolder } from "../support/folder.ts"

/** A slot of the CPU. */
export const slot: Slot = { index: 0, gpus: [], label: "cpu 0" }

/** An attempt of the study `test/train/process/fixtures/behaviours.ts` that behaves as told. */
export const behave = (behaviour: string, params: Params = {}): Assignment => ({
  number: 4,
  attempt: 2,
  seed: 12_345,
  params: { behaviour, ...params }
})

/** Answers every report alike, and keeps them. */
export const answering = (verdict: (report: Report) => Verdict = () => goOn) => {
  const reports: Array<Report> = []
  return {
    reports,
    onReport: (report: Report) =>
      Effect.sync(() => {
        reports.push(report)
        return verdict(report)
      })
  }
}

/** Keeps what is said of checkpoints. */
export const keeping = () => {
  const saved: Array<SavedCheckpoint> = []
  const loaded: Array<LoadedCheckpoint> = []
  const keeper: CheckpointKeeper = {
    saved: (checkpoint) => Effect.sync(() => void saved.push(checkpoint)),
    loaded: (source) => Effect.sync(() => void loaded.push(source))
  }
  return { keeper, saved, loaded }
}

/** An attempt that may go on from what was saved in attempt 1, the latest first. */
export const goingOn = (behaviour: string, artifacts: string, saved: ReadonlyArray<SavedCheckpoint> = []) => ({
  ...behave(behaviour),
  attempt: saved.length === 0 ? 1 : 2,
  checkpoints: { artifacts, sources: saved.map((source) => ({ ...source, trial: 4, attempt: 1 })).reverse() }
})

const pauseAt =
  (step: number) =>
  (report: Report): Verdict =>
    report.step === step ? { _tag: "Pause", rung: step, reason: "later" } : goOn

/** Calls the laws for one trainer of the study `behaviours.ts`. Its grace must be at most a second. */
export const trainerLaws = (make: Effect.Effect<TrainerService, never, Scope.Scope>): void => {
  const law = (title: string, body: (trainer: TrainerService) => Effect.Effect<void, unknown>) =>
    it.live(title, () => Effect.scoped(Effect.flatMap(make, body)))

  law("gives back the metrics that train returned, not finite ones too", (trainer) =>
    Effect.gen(function* () {
      const outcome = yield* trainer.run(behave("returns"), slot, answering().onReport)
      assert.deepStrictEqual(outcome, { _tag: "returned", metrics: { score: 1.5, nothing: NaN, much: Infinity } })
    })
  )

  law("hands over number, attempt, seed and params", (trainer) =>
    Effect.gen(function* () {
      const outcome = yield* trainer.run(behave("echoes", { x: 7 }), slot, answering().onReport)
      assert.deepStrictEqual(outcome, { _tag: "returned", metrics: { score: 7, number: 4, attempt: 2, seed: 12_345 } })
    })
  )

  law("waits for the verdict on each report, in order", (trainer) =>
    Effect.gen(function* () {
      const { onReport, reports } = answering()
      yield* trainer.run(behave("reports"), slot, onReport)
      assert.deepStrictEqual(reports, [
        { step: 1, metrics: { score: 1 } },
        { step: 2, metrics: { score: 2 }, fold: 0 },
        { step: 3, metrics: { score: NaN } }
      ])
    })
  )

  law("stops train by a verdict, with the verdict as the outcome, even where train swallows it", (trainer) =>
    Effect.gen(function* () {
      const verdict: Verdict = { _tag: "Prune", reason: "2 is enough" }
      for (const behaviour of ["reports", "swallows"]) {
        const { onReport, reports } = answering((report) => (report.step === 2 ? verdict : goOn))
        const outcome = yield* trainer.run(behave(behaviour), slot, onReport)
        assert.deepStrictEqual(outcome, { _tag: "stopped", verdict })
        assert.strictEqual(reports.length, 2)
      }
    })
  )

  law("tells once how long an attempt took, however it ended", (trainer) =>
    Effect.gen(function* () {
      for (const behaviour of ["returns", "throws"]) {
        const usages: Array<Usage> = []
        const watch: TrialWatch = {
          waits: () => Effect.void,
          used: (usage) => Effect.sync(() => void usages.push(usage))
        }
        yield* Effect.exit(trainer.run(behave(behaviour), slot, answering().onReport, undefined, watch))
        assert.strictEqual(usages.length, 1)
        assert.isAtLeast(usages[0]!.wallMillis, 0)
        assert.isUndefined(usages[0]!.gpuSeconds)
      }
    })
  )

  law("fails with the reason and the words of what train threw", (trainer) =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(trainer.run(behave("throws"), slot, answering().onReport))
      assert.strictEqual(failed.reason, "error")
      assert.strictEqual(failed.message, "RangeError: too large")
      assert.include(failed.detail, "behaviours.ts")
    })
  )

  law("tells nothing, a wrong type and a wrong report apart", (trainer) =>
    Effect.gen(function* () {
      const reasonOf = (behaviour: string) => Effect.flip(trainer.run(behave(behaviour), slot, answering().onReport))
      assert.strictEqual((yield* reasonOf("returnsNothing")).reason, "noResult")
      const wrong = yield* reasonOf("returnsText")
      assert.strictEqual(wrong.reason, "wrongType")
      assert.include(wrong.message, '"score"')
      const step = yield* reasonOf("reportsHalfSteps")
      assert.strictEqual(step.reason, "error")
      assert.include(step.message, "a step is a whole number")
    })
  )

  law("is interruptible: the signal is aborted, and train has its grace to end", (trainer) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(trainer.run(behave("waits"), slot, answering().onReport))
      yield* Effect.sleep("1 second")
      const exit = yield* Fiber.interrupt(fiber).pipe(Effect.andThen(Fiber.await(fiber)))
      assert.isTrue(Exit.hasInterrupts(exit))
    })
  )

  law("ends with the failure of a report's answer", (trainer) =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(
        trainer.run(behave("reports"), slot, () => Effect.fail("the lease is lost" as const))
      )
      assert.strictEqual(failed, "the lease is lost")
    })
  )

  law("goes on from the checkpoint that was saved last, and puts both on record", (trainer) =>
    Effect.gen(function* () {
      const artifacts = temporaryFolder()
      const before = keeping()
      yield* trainer.run(goingOn("resumes", artifacts), slot, answering(pauseAt(2)).onReport, before.keeper)
      assert.deepStrictEqual(
        before.saved.map(({ bytes, place, step }) => [step, place, bytes]),
        [
          [1, "trial-4/attempt-1/step-1", 1],
          [2, "trial-4/attempt-1/step-2", 1]
        ]
      )
      assert.lengthOf(before.loaded, 0)
      const [after, answers] = [keeping(), answering()]
      const assignment = goingOn("resumes", artifacts, before.saved)
      const outcome = yield* trainer.run(assignment, slot, answers.onReport, after.keeper)
      assert.deepStrictEqual(outcome, { _tag: "returned", metrics: { score: 60 } })
      assert.deepStrictEqual(answers.reports, [{ step: 3, metrics: { score: 60 } }])
      assert.deepStrictEqual(after.loaded, [{ source: { trial: 4, attempt: 1, step: 2 }, problems: [] }])
    })
  )

  law("falls back to an older checkpoint, and to the beginning, and says why", (trainer) =>
    Effect.gen(function* () {
      const artifacts = temporaryFolder()
      const before = keeping()
      yield* trainer.run(goingOn("resumes", artifacts), slot, answering(pauseAt(2)).onReport, before.keeper)
      rmSync(join(artifacts, before.saved[1]!.place))
      const older = keeping()
      yield* trainer.run(goingOn("resumes", artifacts, before.saved), slot, answering().onReport, older.keeper)
      assert.strictEqual(older.loaded[0]?.source?.step, 1)
      assert.match(older.loaded[0]!.problems[0]!, /step 2 .* is lost/)
      writeFileSync(join(artifacts, before.saved[0]!.place), "other")
      const [none, answers] = [keeping(), answering()]
      yield* trainer.run(goingOn("resumes", artifacts, before.saved), slot, answers.onReport, none.keeper)
      assert.isUndefined(none.loaded[0]?.source)
      assert.lengthOf(none.loaded[0]!.problems, 2)
      assert.deepStrictEqual(
        answers.reports.map(({ step }) => step),
        [1, 2, 3]
      )
    })
  )

  law("puts on record what a trial saves after it was told to stop", (trainer) =>
    Effect.gen(function* () {
      const [paused, interrupted] = [keeping(), keeping()]
      const stopping = goingOn("savesWhenStopped", temporaryFolder())
      yield* trainer.run(stopping, slot, answering(pauseAt(1)).onReport, paused.keeper)
      assert.deepStrictEqual(
        paused.saved.map(({ step }) => step),
        [1]
      )
      const answers = answering()
      const fiber = yield* Effect.forkChild(trainer.run(stopping, slot, answers.onReport, interrupted.keeper))
      while (answers.reports.length === 0) yield* Effect.sleep("5 millis")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(
        interrupted.saved.map(({ step }) => step),
        [1]
      )
    })
  )
}
