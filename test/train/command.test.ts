/** A program in any language as a trial, run as any other trial: in a process that the runner can end. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import fc from "fast-check"
import { command, float, study } from "../../src/index.ts"
import type { Verdict } from "../../src/search/Pruner.ts"
import { argumentsFor, understand } from "../../src/train/commandLines.ts"
import { makeProcessTrainer } from "../../src/train/process/trainer.ts"
import { answering, behave, slot } from "../conformance/trainer.ts"
import { temporaryFolder } from "../support/folder.ts"
import { refusal } from "../support/refusal.ts"
import { eventually, processesWith } from "../support/sweep.ts"

const studyFile = fileURLToPath(new URL("fixtures/commands.ts", import.meta.url))
let made = 0

const trainer = Effect.fnUntraced(function* (options: { readonly memoryMiB?: number } = {}) {
  const mark = `command-${process.pid}-${made++}`
  const folder = temporaryFolder()
  const made_ = yield* makeProcessTrainer({
    prepare: { _tag: "prepare", studyFile, seed: 3 },
    folder,
    env: { ...process.env, SWEEP_TEST: mark },
    graceMillis: 1000,
    spare: false,
    ...options
  })
  return { trainer: made_, folder, mark }
})

const doing = (behaviour: string, more = {}) => behave(behaviour, { x: 0.25, mode: { type: "plain" }, ...more })

const gone = (mark: string) =>
  Effect.promise(() => eventually(() => processesWith(`SWEEP_TEST=${mark}`).length === 0, "no process is left"))

describe("a program", () => {
  it.live("is told its trial, reports, hears verdicts, and returns", () =>
    Effect.gen(function* () {
      const { folder, trainer: made } = yield* trainer()
      const { onReport, reports } = answering()
      const outcome = yield* made.run(doing("works"), slot, onReport)
      const metrics = { score: 0.25, arguments: 2, trial: 4, attempt: 2 }
      assert.deepStrictEqual(outcome, { _tag: "returned", metrics })
      assert.deepStrictEqual(reports, [
        { step: 1, metrics: { score: NaN, loss: Infinity } },
        { step: 2, fold: 1, metrics: { score: 0.25 } }
      ])
      const log = readFileSync(join(folder, "trial-4", "attempt-2.log"), "utf8")
      assert.include(log, "not a word of JSON\n")
      assert.include(log, "on stderr\n")
      const deep = { mode: { type: "deep", depth: 0.5 } }
      const other = yield* made.run(doing("works", deep), slot, answering().onReport)
      assert.deepStrictEqual(other, { _tag: "returned", metrics: { ...metrics, arguments: 3 } })
    })
  )

  it.live.each(["waits", "stubborn"])("is stopped by a verdict, politely first: %s", (behaviour) =>
    Effect.gen(function* () {
      const { folder, mark, trainer: made } = yield* trainer()
      const verdict: Verdict = { _tag: "Prune", reason: "enough" }
      const outcome = yield* made.run(doing(behaviour), slot, answering(() => verdict).onReport)
      assert.deepStrictEqual(outcome, { _tag: "stopped", verdict })
      yield* gone(mark)
      const log = readFileSync(join(folder, "trial-4", "attempt-2.log"), "utf8")
      if (behaviour === "waits") assert.include(log, "told to stop")
    })
  )

  it.live("goes with the interruption of its trial, and with all that it has started", () =>
    Effect.gen(function* () {
      const { mark, trainer: made } = yield* trainer()
      const fiber = yield* Effect.forkChild(made.run(doing("spins"), slot, answering().onReport))
      yield* Effect.promise(() => eventually(() => processesWith(`SWEEP_TEST=${mark}`).length >= 3, "it runs"))
      yield* Fiber.interrupt(fiber)
      yield* gone(mark)
    })
  )

  it.live.each([
    ["fails", "error", "ended with exit status 4: what went wrong"],
    ["starves", "outOfMemory", "137"],
    ["gpu", "outOfMemory", "CUDA out of memory"],
    ["dies", "crash", "was killed by SIGSEGV"],
    ["silent", "noResult", "without a result"],
    ["wrong", "wrongType", '"score"'],
    ["halfStep", "error", "a step is a whole number"]
  ] as const)("that %s fails with its reason", ([behaviour, reason, words]) =>
    Effect.gen(function* () {
      const { mark, trainer: made } = yield* trainer()
      const failed = yield* Effect.flip(made.run(doing(behaviour), slot, answering().onReport))
      assert.deepInclude(failed, { _tag: "TrialFailed", reason })
      assert.include(failed.message, words)
      yield* gone(mark)
    })
  )

  it.live("that takes too long, or more memory than its trial may, fails with that", () =>
    Effect.gen(function* () {
      const { mark, trainer: made } = yield* trainer({ memoryMiB: 400 })
      const late = { ...doing("spins"), timeoutMillis: 1500 }
      assert.strictEqual((yield* Effect.flip(made.run(late, slot, answering().onReport))).reason, "timeout")
      const failed = yield* Effect.flip(made.run(doing("fills"), slot, answering().onReport))
      assert.strictEqual(failed.reason, "outOfMemory")
      assert.include(failed.message, "its limit of 400 MiB")
      yield* gone(mark)
    })
  )
})

describe("a line of a program", () => {
  it("says what was said, whatever numbers it has", () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.double()),
        fc.option(fc.nat(), { nil: undefined }),
        (numbers, step) => {
          const { fold: _, step: __, ...metrics } = numbers
          // As Python's json.dumps writes it.
          const entries = Object.entries({ ...(step === undefined ? {} : { step }), ...metrics })
          const line = `{${entries.map(([name, value]) => `"${name}": ${Object.is(value, -0) ? "-0.0" : String(value)}`).join(", ")}}`
          const expected = step === undefined ? { _tag: "result", metrics } : { _tag: "report", step, metrics }
          assert.deepStrictEqual(understand(line), expected as never)
        }
      )
    ))

  it.each(["", "{", "[1]", "{'score': 1}", "step 1", "null", "{broken}"])("is text where it is no object: %j", (line) =>
    assert.deepStrictEqual(understand(line), { _tag: "text" })
  )
})

describe("the arguments of a program", () => {
  it("have values in the place of names, and leave out what has none", () => {
    const trial = { params: { x: 0.5, o: { type: "sgd", momentum: 0.9 } }, seed: 7, trial: 3, attempt: 1 }
    assert.deepStrictEqual(
      argumentsFor(["a.py", "--x={x}", "{o}:{o.momentum}", "--beta={o.beta}", "{seed}/{trial}/{attempt}", "{}"], trial),
      ["a.py", "--x=0.5", "sgd:0.9", "7/3/1", "{}"]
    )
    assert.deepStrictEqual(argumentsFor(["{params}"], trial), [JSON.stringify(trial.params)])
  })

  it("are checked, and so is the program", () => {
    assert.include(refusal(() => command({ program: " " })).message, "no program")
    assert.include(refusal(() => command({ program: "x", args: [1] as never })).hint, "args:")
    const inHere = () =>
      study({
        space: { x: float(0, 1) },
        objective: { maximize: "score" },
        isolation: "none",
        train: command({ program: "true" })
      })
    assert.include(refusal(inHere).message, "isolation")
  })
})
