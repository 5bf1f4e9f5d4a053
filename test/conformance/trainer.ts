/** The laws that every trainer must hold. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Report } from "../../src/search/Trial.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import { goOn, type Verdict } from "../../src/search/Pruner.ts"
import type { Slot } from "../../src/train/slots.ts"
import type { Assignment, TrainerService } from "../../src/train/Trainer.ts"

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
}
