/** Trials that are paused and resumed: through the store, the schedule and the trainer's port. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { asha, none, type Pruner } from "../../src/index.ts"
import { replay, type Replayer } from "../../src/schedule/replay/replay.ts"
import { isInForce } from "../../src/store/checkpoints.ts"
import { TrialFailed, type TrainerService } from "../../src/train/Trainer.ts"
import { type Memory, memory, open, type Script, scriptedStudy, trialsIn } from "./harness.ts"

const lastStep = 8

/** How good a trial is at a step: the better its x, the steeper its curve. */
const scoreAt = (x: number, step: number): number => x * (1 - 1 / (1 + step))

interface Executed {
  readonly trial: number
  readonly attempt: number
  readonly from: number
  readonly upTo: number
}

/** A training that saves a checkpoint before each report and goes on from the latest that it is offered. */
const trains = (
  executed: Array<Executed> = [],
  options: {
    readonly saves?: boolean
    readonly failsAt?: (trial: number, attempt: number, step: number) => boolean
  } = {}
): TrainerService["run"] =>
  Effect.fnUntraced(function* ({ attempt, checkpoints, number, params }, _slot, onReport, keeper) {
    const x = params["x"] as number
    const source = checkpoints?.sources[0]
    if (source !== undefined) yield* keeper!.loaded({ source, problems: [] })
    const from = (source?.step ?? 0) + 1
    for (let step = from; step <= lastStep; step++) {
      yield* Effect.sleep("1 second")
      if (options.failsAt?.(number, attempt, step) === true) {
        executed.push({ trial: number, attempt, from, upTo: step - 1 })
        return yield* Effect.fail(new TrialFailed("crash", "it died"))
      }
      if (options.saves !== false) {
        const place = `trial-${number}/attempt-${attempt}/step-${step}`
        yield* keeper!.saved({ step, place, bytes: 1, digest: "d" })
      }
      const verdict = yield* onReport({ step, metrics: { score: scoreAt(x, step) } })
      if (verdict._tag === "Continue") continue
      executed.push({ trial: number, attempt, from, upTo: step })
      return { _tag: "stopped", verdict }
    }
    executed.push({ trial: number, attempt, from, upTo: lastStep })
    return { _tag: "returned", metrics: { score: scoreAt(x, lastStep) } }
  })

const pruner = asha({ reduction: 2, maxStep: lastStep })
const script = (run: TrainerService["run"], change: Partial<Script> = {}): Script => ({
  run,
  slots: 1,
  fileHash: "hash",
  ...change,
  settings: { pruner, budget: { trials: 12 }, seed: 3, ...change.settings }
})

/** Lets what is not virtual, such as the removal of files, have its turn too. */
const breathe = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Runs until `isOver`, or to the end. */
const runUntil = (store: Memory, how: Script, isOver: () => boolean = () => false) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { events, opened } = yield* open(store, how)
      const fiber = yield* Effect.forkChild(opened.run)
      for (let turn = 0; turn < 4000 && fiber.pollUnsafe() === undefined && !isOver(); turn++)
        yield* Effect.andThen(TestClock.adjust("200 millis"), breathe)
      if (fiber.pollUnsafe() === undefined) {
        assert.isTrue(isOver(), "it comes to an end")
        yield* opened.terminate
      }
      return { ended: yield* Fiber.join(fiber), events }
    })
  )

const recordOf = ({ reader }: Memory) => Effect.flatMap(reader.summary(), ({ study }) => reader.record(study.id))

const replayer = (pruner_: Pruner = pruner): Replayer => {
  const study = scriptedStudy({ pruner: pruner_, seed: 3 })
  return { study, fileHash: "hash", samplerOf: () => study.sampler, prunerOf: () => study.pruner }
}

/** The steps that count for each trial must be 1, 2, … as far as it came. */
const assertWhole = Effect.fnUntraced(function* (store: Memory) {
  const { reports, trials } = yield* recordOf(store)
  for (const trial of trials) {
    const steps = reports
      .filter((report) => report.trial === trial.number && isInForce(trial, report))
      .map(({ step }) => step)
      .sort((a, b) => a - b)
    assert.deepStrictEqual(
      steps,
      steps.map((_, index) => index + 1),
      `the reports of trial ${trial.number}`
    )
    if (trial.state === "complete") assert.lengthOf(steps, lastStep)
  }
})

describe("a trial that can be resumed", () => {
  it.effect("is paused at a rung, gives its slot back, and goes on where it was, once it is worth it", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const executed: Array<Executed> = []
      const { ended, events } = yield* runUntil(store, script(trains(executed)))
      assert.strictEqual(ended.complete + ended.pruned, 12)
      assert.strictEqual(ended.paused, 0)
      const resumed = executed.filter(({ attempt }) => attempt > 1)
      assert.isAbove(resumed.length, 3)
      for (const { attempt, from, trial } of resumed) {
        const before = executed.find((one) => one.trial === trial && one.attempt === attempt - 1)
        assert.strictEqual(from, before!.upTo + 1, "no step is trained twice, and none is left out")
      }
      yield* assertWhole(store)
      const starts = events.filter(({ _tag }) => _tag === "TrialStarted")
      assert.isTrue(starts.some((event) => "resumedBecause" in event && /rank \d+ of \d+/.test(event.resumedBecause!)))
      const trials = yield* trialsIn(store)
      const best = trials.toSorted((a, b) => Number(b.params["x"]) - Number(a.params["x"]))[0]
      assert.strictEqual(best?.state, "complete", "the best of them was not given up")
    })
  )

  it.effect("is pruned with the reason when the budget has ended, and never before", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const { events } = yield* runUntil(store, script(trains()))
      const pruned = (yield* trialsIn(store)).filter(({ state }) => state === "pruned")
      assert.isAbove(pruned.length, 0)
      for (const { prunedBecause } of pruned)
        assert.match(
          prunedBecause!,
          /is rank \d+ of \d+ at rung \d+; .*; no new trial could start, and asha resumed it no more/
        )
      const ended = events.flatMap((event) => (event._tag === "TrialEnded" ? [event.number] : []))
      assert.strictEqual(new Set(ended).size, 12)
      assert.lengthOf(ended, 12)
    })
  )

  it.effect("is stopped where it saves nothing", () =>
    Effect.gen(function* () {
      const store = yield* memory
      yield* runUntil(store, script(trains([], { saves: false })))
      const { attempts, decisions } = yield* recordOf(store)
      assert.notInclude(
        decisions.map(({ verdict }) => verdict),
        "Pause"
      )
      assert.lengthOf(attempts, 12)
    })
  )

  it.effect("goes on from its checkpoint after a crash, and after an interruption", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const executed: Array<Executed> = []
      const failsAt = (trial: number, attempt: number, step: number) => trial === 0 && attempt === 1 && step === 6
      const single = { budget: { trials: 1 }, pruner: none() }
      const first = script(trains(executed, { failsAt }), { settings: single })
      const { reader } = store
      let seen = 0
      yield* runUntil(store, first, () => {
        const reports = Effect.runSync(Effect.orElseSucceed(recordOf(store), () => undefined))?.reports ?? []
        seen = reports.length
        return seen >= 7
      })
      yield* runUntil(store, first)
      const { attempts } = yield* reader.trial(1, 0)
      assert.deepStrictEqual(
        attempts.map(({ ended, source }) => [ended, source?.step]),
        [
          ["retry", undefined],
          ["released", 5],
          ["complete", 7]
        ]
      )
      yield* assertWhole(store)
    })
  )

  it.effect("is counted once, however many runners share the study", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const executed: Array<Executed> = []
      const runs = Array.from({ length: 3 }, () =>
        runUntil(store, script(trains(executed), { slots: 2, settings: { budget: { trials: 20 } } }))
      )
      const ends = yield* Effect.all(runs, { concurrency: "unbounded" })
      assert.strictEqual(ends[0]!.ended.complete + ends[0]!.ended.pruned, 20)
      const keys = executed.map(({ attempt, trial }) => `${trial}/${attempt}`)
      assert.strictEqual(new Set(keys).size, keys.length)
      yield* assertWhole(store)
      assert.deepStrictEqual(replay(yield* recordOf(store), replayer()).differences, [])
    })
  )

  it.effect("has its resumption on record, which a replay comes to again, to the bit", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const half = script(trains(), { slots: 3, settings: { budget: { trials: 20 } } })
      let turns = 0
      yield* runUntil(store, half, () => ++turns > 40)
      yield* runUntil(store, { ...half, slots: 2 })
      const record = yield* recordOf(store)
      const replayed = replay(record, replayer())
      assert.deepStrictEqual(replayed.differences, [])
      assert.deepStrictEqual([...replayed.passedOver], [])
      assert.strictEqual(replayed.resumptions, record.attempts.filter(({ resumption }) => resumption).length)
      assert.isAbove(replayed.resumptions, 4)
      const first = record.attempts.find(({ resumption }) => resumption !== undefined)
      const tampered = {
        ...record,
        attempts: record.attempts.map((attempt) =>
          attempt === first ? { ...attempt, resumption: { ...first!.resumption!, reason: "because" } } : attempt
        )
      }
      assert.deepInclude(replay(tampered, replayer()).differences[0], {
        what: "resumption",
        path: "reason",
        stored: "because"
      })
    })
  )

  it.effect("is never paused by a deterministic run, whose trials depend on nothing that runs beside them", () =>
    Effect.gen(function* () {
      const lives: Array<unknown> = []
      for (const slots of [1, 4]) {
        const store = yield* memory
        yield* runUntil(store, script(trains(), { slots, deterministic: true, settings: { budget: { trials: 16 } } }))
        const { decisions, trials } = yield* recordOf(store)
        assert.isFalse(decisions.some(({ verdict }) => verdict === "Pause"))
        lives.push(
          trials.map(({ number, params, prunedBecause, state, value }) => [number, params, state, value, prunedBecause])
        )
      }
      assert.deepStrictEqual(lives[1], lives[0])
    })
  )

  it.effect("does not hold up a deterministic run that finds it paused", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const settings = { budget: { trials: 12 } }
      let turns = 0
      yield* runUntil(store, script(trains(), { settings }), () => ++turns > 60)
      const { ended } = yield* runUntil(store, script(trains(), { settings, deterministic: true }))
      assert.strictEqual(ended.complete + ended.pruned, 12)
    })
  )

  it.effect("is pruned when the time has ended, unless another runner goes on", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const settings = { budget: { trials: 30 } }
      const short = script(trains(), { settings, timeMillis: 20_000 })
      const { ended } = yield* runUntil(store, short)
      assert.strictEqual(ended.reason._tag, "time")
      assert.strictEqual(ended.paused, 0)
      const other = yield* memory
      const long = yield* Effect.forkChild(runUntil(other, script(trains(), { settings })))
      yield* TestClock.adjust("1 second")
      const { ended: left } = yield* runUntil(other, short)
      assert.isAbove(left.paused!, 0)
      const whole = yield* Fiber.join(long)
      assert.strictEqual(whole.ended.complete + whole.ended.pruned, 30)
    })
  )
})
