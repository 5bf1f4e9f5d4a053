import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { makeProcessTrainer } from "../../../src/train/process/trainer.ts"
import type { TrainerService } from "../../../src/train/Trainer.ts"
import { answering, behave, goingOn, keeping, slot, trainerLaws } from "../../conformance/trainer.ts"
import { temporaryFolder } from "../../support/folder.ts"
import { eventually, processesWith } from "../../support/sweep.ts"

const studyFile = fileURLToPath(new URL("fixtures/behaviours.ts", import.meta.url))
let made = 0

const makeIn = (folder: string, memoryMiB?: number) => {
  const mark = `trainer-${process.pid}-${made++}`
  const trainer = makeProcessTrainer({
    prepare: { _tag: "prepare", studyFile, seed: 3 },
    folder,
    env: { ...process.env, SWEEP_TEST: mark },
    graceMillis: 500,
    ...(memoryMiB === undefined ? {} : { memoryMiB })
  })
  return { trainer, entry: `SWEEP_TEST=${mark}` }
}

const run = (trainer: TrainerService, behaviour: string) => trainer.run(behave(behaviour), slot, answering().onReport)

describe("the trainer with a process per trial", () => {
  trainerLaws(Effect.suspend(() => makeIn(temporaryFolder()).trainer))

  it.live("seeds Math.random with the trial's seed: two processes draw the same to the last bit", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const trainer = yield* makeIn(temporaryFolder()).trainer
        const first = yield* run(trainer, "draws")
        assert.deepStrictEqual(yield* run(trainer, "draws"), first)
        const other = yield* trainer.run({ ...behave("draws"), seed: 99 }, slot, answering().onReport)
        assert.notDeepEqual(other, first)
      })
    )
  )

  it.live("goes on with Math.random where the checkpoint left it", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const trainer = yield* makeIn(temporaryFolder()).trainer
        const [artifacts, before] = [temporaryFolder(), keeping()]
        const first = yield* trainer.run(goingOn("drawsOn", artifacts), slot, answering().onReport, before.keeper)
        assert.isAbove(before.saved[0]!.randomPosition!, 0)
        const again = yield* trainer.run(goingOn("drawsOn", artifacts, before.saved), slot, answering().onReport)
        assert.deepStrictEqual(again, first)
      })
    )
  )

  it.live("says how a process died, with its last words", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const trainer = yield* makeIn(temporaryFolder()).trainer
        const killed = yield* Effect.flip(run(trainer, "dies"))
        assert.strictEqual(killed.reason, "crash")
        assert.include(killed.message, "SIGKILL")
        const exited = yield* Effect.flip(run(trainer, "exits"))
        assert.strictEqual(exited.reason, "crash")
        assert.include(exited.message, "exit status 7")
        const rejected = yield* Effect.flip(run(trainer, "rejects"))
        assert.strictEqual(rejected.message, "Error: nobody listens")
      })
    )
  )

  it.live("contains running out of memory, on the heap and beside it", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const trainer = yield* makeIn(temporaryFolder(), 256).trainer
        assert.strictEqual((yield* Effect.flip(run(trainer, "fillsHeap"))).reason, "outOfMemory")
        const beside = yield* Effect.flip(run(trainer, "fillsBuffers"))
        assert.strictEqual(beside.reason, "outOfMemory")
        assert.include(beside.message, "MiB")
        yield* run(trainer, "returns")
      })
    )
  )

  it.live("kills a train that is stuck in a loop after its grace, and leaves no process", () =>
    Effect.gen(function* () {
      const { entry, trainer: make } = makeIn(temporaryFolder())
      yield* Effect.scoped(
        Effect.gen(function* () {
          const trainer = yield* make
          const fiber = yield* Effect.forkChild(run(trainer, "spins"))
          yield* Effect.sleep("1 second")
          yield* Fiber.interrupt(fiber)
          assert.isAtMost(processesWith(entry).length, 1)
        })
      )
      assert.deepStrictEqual(processesWith(entry), [])
    })
  )

  it.live("kills everything at once when asked to", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { entry, trainer: make } = makeIn(temporaryFolder())
        const trainer = yield* make
        const fiber = yield* Effect.forkChild(Effect.flip(run(trainer, "spins")))
        yield* Effect.sleep("1 second")
        yield* trainer.killAll
        assert.strictEqual((yield* Fiber.join(fiber)).reason, "crash")
        yield* Effect.promise(() => eventually(() => processesWith(entry).length === 0, "all are dead"))
      })
    )
  )

  it.live("writes what a trial says to its own log file", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = temporaryFolder()
        const trainer = yield* makeIn(folder).trainer
        yield* run(trainer, "logs")
        assert.strictEqual(
          readFileSync(join(folder, "trial-4", "attempt-2.log"), "utf8"),
          'hello {"step":1}\nto stderr\n'
        )
      })
    )
  )

  it.live("shows a trial the GPUs of its slot and no others", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const trainer = yield* makeIn(temporaryFolder()).trainer
        const outcome = yield* trainer.run(
          behave("sees"),
          { index: 0, gpus: ["2", "3"], label: "gpu 2+3" },
          answering().onReport
        )
        assert.deepStrictEqual(outcome, { _tag: "returned", metrics: { score: 23 } })
      })
    )
  )

  it.live("runs each trial in a process of its own", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = temporaryFolder()
        const trainer = yield* makeIn(folder).trainer
        const file = join(folder, "pids.txt")
        for (let trial = 0; trial < 3; trial++)
          yield* trainer.run(behave("witnesses", { file }), slot, answering().onReport)
        assert.strictEqual(new Set(readFileSync(file, "utf8").trim().split("\n")).size, 3)
      })
    )
  )
})
