import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { recorded, recordedVariables, redactor } from "../../src/store/Provenance.ts"
import { ada, bob, claimNext, complete, openStudy, provenance, spec } from "./laws/fixtures.ts"
import { temporaryStore } from "./temporary.ts"

const name = fc.stringMatching(/^[A-Z]{3,12}$/).filter((word) => !recordedVariables.includes(word))

describe("what is kept of the environment", () => {
  it("is what the list names", () => {
    const env = { TZ: "UTC", CUDA_VISIBLE_DEVICES: "0", AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI", TF_UNKNOWN: "1" }
    assert.deepStrictEqual(recorded(env), { CUDA_VISIBLE_DEVICES: "0", TZ: "UTC" })
  })

  it("is no value of another variable, wherever an error has it", () =>
    fc.assert(
      fc.property(
        name,
        fc.string({ minLength: 8, unit: "grapheme" }).filter((value) => value.trim().length >= 6),
        fc.string(),
        fc.string(),
        (variable, value, before, after) => {
          const redact = redactor({ [`X_${variable}`]: value })
          for (const form of [value, JSON.stringify({ value })]) {
            const left = redact(`${before} ${form} ${after}`)
            assert.notInclude(left, value.trim())
            assert.include(left, `[X_${variable}]`)
          }
        }
      )
    ))

  it("hides the longer of two values that contain each other, and leaves short ones", () => {
    const redact = redactor({ KEY: "abcdef", LONG_KEY: "abcdef-ghijkl", CI: "true", PWD: "/home/ada/study" })
    assert.strictEqual(
      redact("abcdef-ghijkl and abcdef, true at /home/ada/study/x.ts"),
      "[LONG_KEY] and [KEY], true at /home/ada/study/x.ts"
    )
  })
})

describe("the circumstances of a runner", () => {
  it.effect("are on record for each of its attempts", () =>
    Effect.gen(function* () {
      const { reader, store } = yield* temporaryStore
      const id = yield* openStudy(store)
      yield* store.enrol(id, ada, { sampler: spec.sampler, pruner: spec.pruner, provenance })
      yield* store.enrol(id, bob, { sampler: spec.sampler, pruner: spec.pruner })
      const { lease } = yield* claimNext(store, id, ada)
      yield* store.finish(lease, { _tag: "retry", failure: { reason: "crash", message: "signal 11" } })
      const again = yield* claimNext(store, id, bob)
      yield* store.finish(again.lease, complete(0.5))
      const { attempts } = yield* reader.trial(id, 0)
      assert.deepStrictEqual(
        attempts.map((attempt) => attempt.provenance),
        [provenance, undefined]
      )
      assert.deepStrictEqual((yield* reader.record(id)).setups.get("ada")?.provenance, provenance)
    })
  )
})
