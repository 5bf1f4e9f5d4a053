/** However a trial's process goes wrong, the trial fails with its reason, and the trainer goes on. */
import { assert, describe, it } from "@effect/vitest"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { makeProcessTrainer } from "../../../src/train/process/trainer.ts"
import { answering, behave, slot } from "../../conformance/trainer.ts"
import { temporaryFolder } from "../../support/folder.ts"
import { eventually, processesWith } from "../../support/sweep.ts"

const studyFile = fileURLToPath(new URL("fixtures/behaviours.ts", import.meta.url))
let made = 0

/** What becomes of a trial, and of the next one on the same trainer. Its grace is longer than any test may take. */
const fails = Effect.fnUntraced(function* (
  behaviour: string,
  limits: { readonly timeoutMillis?: number; readonly memoryMiB?: number } = {}
) {
  const mark = `failures-${process.pid}-${made++}`
  const { memoryMiB, ...limit } = limits
  const failed = yield* Effect.scoped(
    Effect.gen(function* () {
      const trainer = yield* makeProcessTrainer({
        prepare: { _tag: "prepare", studyFile, seed: 3 },
        folder: temporaryFolder(),
        env: { ...process.env, SWEEP_TEST: mark },
        graceMillis: 600_000,
        ...(memoryMiB === undefined ? {} : { memoryMiB })
      })
      const run = (what: string) => trainer.run({ ...behave(what), ...limit }, slot, answering().onReport)
      const failure = yield* Effect.flip(run(behaviour))
      yield* trainer.run(behave("returns"), slot, answering().onReport)
      return failure
    })
  )
  yield* Effect.promise(() => eventually(() => processesWith(`SWEEP_TEST=${mark}`).length === 0, "no process is left"))
  return failed
})

describe("a trial's process that", () => {
  it.live.each([
    ["ends without a result", "exitsQuietly", "noResult", "exit status 0"],
    ["is killed for its memory by a container", "exitsStarved", "outOfMemory", "137"],
    ["is given no memory by a GPU", "losesGpuMemory", "outOfMemory", "OOM when allocating"],
    ["aborts in a library that has no memory", "abortsInLibrary", "outOfMemory", "SIGABRT, out of memory"],
    ["aborts for another reason", "aborts", "crash", "SIGABRT"],
    ["is killed", "dies", "crash", "SIGKILL"],
    ["exits with a status", "exits", "crash", "exit status 7"],
    ["asks for more than there can be", "losesBuffers", "outOfMemory", "allocation failed"],
    ["closes its channel", "closesChannel", "channel", "closed its channel"],
    ["closes its channel and goes on", "closesChannelAndGoesOn", "channel", "went on"],
    ["sends what is no report", "sendsNonsense", "channel", "a report that is none"],
    ["sends 10 MB of text", "sendsText", "channel", "no message"],
    ["reports 10 MB", "reportsMuch", "channel", "longer than a megabyte"],
    ["writes into its channel", "writesIntoChannel", "channel", "channel"],
    ["returns what cannot be sent", "returnsFunction", "wrongType", "a function"],
    ["returns what cannot be read", "returnsTrap", "error", "not for you"]
  ] as const)("%s fails with its reason", ([_what, behaviour, reason, words]) =>
    Effect.gen(function* () {
      const failed = yield* fails(behaviour)
      assert.deepInclude(failed, { _tag: "TrialFailed", reason })
      assert.include(failed.message, words)
    })
  )

  it.live("throws 10 MB fails with the beginning of it", () =>
    Effect.gen(function* () {
      const failed = yield* fails("throwsMuch")
      assert.strictEqual(failed.reason, "error")
      assert.include(failed.message, "Error: xxx")
      assert.isBelow(failed.message.length + (failed.detail ?? "").length, 50_000)
    })
  )

  it.live("never gives way fails by its timeout, without its grace", () =>
    Effect.gen(function* () {
      const failed = yield* fails("spins", { timeoutMillis: 1500 })
      assert.strictEqual(failed.reason, "timeout")
      assert.include(failed.message, "1.5 s")
    })
  )

  it.live("takes too long may say good-bye", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* fails("waits", { timeoutMillis: 1500 })).reason, "timeout")
    })
  )

  it.live("takes more memory than it may fails with that", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* fails("fillsBuffers", { memoryMiB: 256 })).reason, "outOfMemory")
    })
  )
})
