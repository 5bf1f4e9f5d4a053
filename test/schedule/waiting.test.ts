/** Trials whose card has no room for them yet: what a run says of them, and when. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import type { StudyEvent } from "../../src/schedule/events.ts"
import { GpuMemory, type GpuMemoryOptions } from "../../src/train/gpuMemory.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, open } from "./harness.ts"

const soon = 2000

/** Trainings of a minute on one card of 1,000 MiB. */
const onCard = (options: GpuMemoryOptions): TrainerService["run"] => {
  const card = new GpuMemory(new Map([["0", 1000]]), options)
  return ({ params }, slot, _onReport, _keeper, watch) =>
    card.within(
      { slot: { ...slot, gpus: ["0"], share: 0.5 }, params, alone: false },
      (reason) => watch!.waits(reason),
      Effect.as(Effect.sleep("1 minute"), { _tag: "returned", metrics: { score: 1 } } as const)
    )
}

const start = Effect.fnUntraced(function* (options: GpuMemoryOptions) {
  const script = { run: onCard(options), slots: 2, settings: { budget: { trials: 2 } } }
  const { events, opened } = yield* open(yield* memory, script)
  return { events, run: yield* Effect.forkChild(opened.run) }
})

const waitsIn = (events: ReadonlyArray<StudyEvent>) =>
  events.flatMap((event) => (event._tag === "TrialWaits" ? [event] : []))

/** The longest time from a trial's beginning to the first word of what it waits for. */
const longestSilence = (events: ReadonlyArray<StudyEvent>): number => {
  const begun = new Map(
    events.flatMap((event) => (event._tag === "TrialStarted" ? [[event.number, event.at] as const] : []))
  )
  return Math.max(
    ...waitsIn(events).flatMap(({ at, number, reason }) => (reason === "" ? [] : [at - begun.get(number)!]))
  )
}

/** Promises are settled by the real clock. */
const settle = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))

describe("a trial that waits", () => {
  it.effect("says within two seconds for how much memory of which card, and when it is over", () =>
    Effect.gen(function* () {
      const { events, run } = yield* start({ declared: 600 })
      yield* TestClock.adjust(soon)
      const told = waitsIn(events).map(({ reason }) => reason)
      assert.deepStrictEqual(told, ["600 MiB of gpu 0, where 400 of 1000 MiB are not taken"])
      assert.isAtMost(longestSilence(events), soon)
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(run)
      assert.strictEqual(waitsIn(events).at(-1)!.reason, "")
      const ended = events.filter(({ _tag }) => _tag === "TrialEnded")
      assert.lengthOf(ended, 2)
    })
  )

  it.effect("says within two seconds that the driver has not answered", () =>
    Effect.gen(function* () {
      const questions: Array<(mebibytes: number) => void> = []
      const free = () => new Promise<number>((resolve) => questions.push(resolve))
      const { events, run } = yield* start({ declared: 400, free })
      yield* TestClock.adjust(soon)
      const told = waitsIn(events).map(({ reason }) => reason)
      assert.lengthOf(told, 2)
      for (const reason of told) assert.match(reason, /^gpu 0, whose driver has not said yet/)
      assert.isAtMost(longestSilence(events), soon)
      for (const answer of questions) answer(1000)
      yield* settle
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(run)
      assert.strictEqual(waitsIn(events).at(-1)!.reason, "")
    })
  )
})
