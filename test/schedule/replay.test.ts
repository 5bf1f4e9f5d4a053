import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { asha, gp, median, random } from "../../src/index.ts"
import { replay, type Replayer } from "../../src/schedule/replay/replay.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { StudyRecord } from "../../src/store/StudyRecord.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { type Memory, memory, open, type Script, scriptedStudy } from "./harness.ts"

/** So many that the last of them are proposed after others are complete. */
const budget = 40

const settings: NonNullable<Script["settings"]> = {
  sampler: gp({ startup: 4 }),
  pruner: asha({ reduction: 2 }),
  budget: { trials: budget },
  seed: 5
}

/** Learns towards its x, in steps of random length. */
const learns: TrainerService["run"] = ({ attempt, number, params }, _slot, onReport) =>
  Effect.gen(function* () {
    const rng = rngFor(number, attempt, "delays")
    const score = 1 - (Number(params["x"]) - 0.3) ** 2
    for (let step = 1; step <= 9; step++) {
      yield* Effect.sleep(rng.uniform() * 1000)
      const verdict = yield* onReport({ step, metrics: { score: score - 1 / step } })
      if (verdict._tag !== "Continue") return { _tag: "stopped", verdict }
    }
    return { _tag: "returned", metrics: { score } }
  })

/** Runs for so many seconds, and gives up what still runs by then. */
const runFor = (store: Memory, script: Script, seconds: number) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { opened } = yield* open(store, script)
      const fiber = yield* Effect.forkChild(opened.run)
      for (let turn = 0; turn < seconds * 10; turn++) yield* TestClock.adjust("100 millis")
      yield* opened.terminate
      return yield* Fiber.join(fiber)
    })
  )

const recordOf = ({ reader }: Memory) => Effect.flatMap(reader.summary(), ({ study }) => reader.record(study.id))

const replayer = (change: Partial<Replayer> = {}): Replayer => {
  const study = scriptedStudy(settings)
  return {
    study,
    fileHash: "abc",
    samplerOf: ({ sampler }) => (sampler.name === "gp" ? study.sampler : undefined),
    prunerOf: ({ pruner }) => [study.pruner, median()].find(({ name }) => name === pruner.name),
    ...change
  }
}

/** A study of three runs, the first two of them cut short, on 8 slots and then on 3, with two pruners. */
const eventful = Effect.gen(function* () {
  const store = yield* memory
  yield* runFor(store, { run: learns, slots: 8, settings, fileHash: "abc" }, 6)
  yield* runFor(store, { run: learns, slots: 3, settings: { ...settings, pruner: median() }, fileHash: "abc" }, 6)
  const { complete, pruned } = yield* runFor(store, { run: learns, slots: 8, settings, fileHash: "abc" }, 60)
  assert.strictEqual(complete + pruned, budget)
  return yield* recordOf(store)
})

describe("a replay", () => {
  it.effect("comes to every proposal and verdict again, to the bit", () =>
    Effect.gen(function* () {
      const record = yield* eventful
      assert.isAbove(record.attempts.length, budget)
      assert.isAbove(record.trials.filter(({ state }) => state === "pruned").length, 0)
      const replayed = replay(record, replayer())
      assert.deepStrictEqual(replayed.differences, [])
      assert.deepStrictEqual([...replayed.passedOver], [])
      assert.strictEqual(replayed.proposals, budget)
      assert.strictEqual(replayed.verdicts, record.decisions.length)
      const one = replay(record, replayer(), 20)
      assert.deepInclude(one, { proposals: 1, differences: [] })
      assert.strictEqual(one.verdicts, record.decisions.filter(({ trial }) => trial === 20).length)
    })
  )

  it.effect("finds what was tampered with, and only that", () =>
    Effect.gen(function* () {
      const record = yield* eventful
      const nextAfter = (value: number) => value * (1 + Number.EPSILON)
      const x = Number(record.trials[budget - 1]!.params["x"])
      const moved: StudyRecord = {
        ...record,
        trials: record.trials.map((trial) =>
          trial.number === budget - 1 ? { ...trial, params: { x: nextAfter(x) } } : trial
        )
      }
      const [proposal, ...none] = replay(moved, replayer()).differences
      assert.deepInclude(proposal, { trial: budget - 1, what: "proposal", path: "params.x", recomputed: x })
      assert.isEmpty(none)

      const at = record.decisions.findIndex(({ verdict }) => verdict === "Prune")
      const decided = record.decisions[at]!
      const softened: StudyRecord = {
        ...record,
        decisions: record.decisions.with(at, { ...decided, verdict: "Continue" })
      }
      const [verdict, ...others] = replay(softened, replayer()).differences
      assert.deepInclude(verdict, { trial: decided.trial, step: decided.step, what: "verdict", recomputed: "Prune" })
      assert.isEmpty(others)
    })
  )

  it.effect("notices that a result which later decisions saw was changed", () =>
    Effect.gen(function* () {
      const record = yield* eventful
      const complete = record.trials.filter(({ state }) => state === "complete")
      const first = complete.reduce((a, b) => (b.finishedAt! < a.finishedAt! ? b : a))
      const trials = record.trials.map((trial) => (trial === first ? { ...trial, value: -5 } : trial))
      assert.isNotEmpty(replay({ ...record, trials }, replayer()).differences)
    })
  )

  it.effect("passes over what another file, sampler or format made, and says so", () =>
    Effect.gen(function* () {
      const store = yield* memory
      yield* runFor(store, { run: learns, settings: { ...settings, sampler: random(), budget: { trials: 2 } } }, 60)
      yield* runFor(store, { run: learns, settings: { ...settings, budget: { trials: 4 } }, fileHash: "abc" }, 60)
      yield* runFor(
        store,
        { run: learns, settings: { ...settings, sampler: random(), budget: { trials: 6 } }, fileHash: "abc" },
        60
      )
      const record = yield* recordOf(store)
      const { differences, passedOver, proposals } = replay(record, replayer())
      assert.isEmpty(differences)
      assert.strictEqual(proposals, 2)
      const [file, sampler] = [...passedOver]
      assert.include(file?.[0], "another version of the study file")
      assert.deepStrictEqual(file?.[1], [0, 1])
      assert.include(sampler?.[0], "random")
      assert.deepStrictEqual(sampler?.[1], [4, 5])
      const unknown = replay({ ...record, setups: new Map() }, replayer())
      assert.deepStrictEqual(
        [...unknown.passedOver].map(([why, trials]) => [why.includes("older format"), trials.length]),
        [[true, 6]]
      )
    })
  )
})
