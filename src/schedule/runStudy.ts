/** The study's program: free slot → trial → training → result, until the budget is spent or someone says stop. */
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import { identity } from "effect/Function"
import * as Queue from "effect/Queue"
import type { NotFound, StoreError, StudyMismatch } from "../errors.ts"
import { unsealedOnly } from "../search/objectives/sealed.ts"
import type { Study } from "../search/Study.ts"
import { isAlive, thisRunner } from "../store/processes.ts"
import type { Lease, Outcome, Stopped } from "../store/records.ts"
import { present } from "../store/present.ts"
import type { Provenance } from "../store/Provenance.ts"
import type { RunnerRequest } from "../store/requests.ts"
import { TrialStore, type CreateOptions } from "../store/TrialStore.ts"
import type { Slot } from "../train/slots.ts"
import { Trainer } from "../train/Trainer.ts"
import type { EndReason, StudyEnded, StudyEvent, StudyStarted } from "./events.ts"
import { collectCheckpoints } from "./checkpoints.ts"
import { honourRequests, openWishes, type RequestDesk } from "./requests.ts"
import { SlotPool } from "./SlotPool.ts"
import { newStudy, setupOf } from "./storedForm.ts"
import { endPaused, leaseMillis, nextResumption } from "./pausing.ts"
import { newHabit, newStopMemory, refresh, type Asked } from "./propose.ts"
import { askUnlessStopped, breaking, gpuBudget, watchGpu } from "./stopping.ts"
import { runTrial, type TrialRoom } from "./runTrial.ts"
import { StudyMirror } from "./StudyMirror.ts"
import { inProcess } from "./suggestions/inProcess.ts"
import type { MakeSuggester, SuggestionError } from "./suggestions/Suggester.ts"
import { deterministicWindow } from "./window.ts"

/** What a run is started with. */
export interface RunOptions {
  readonly study: Study
  readonly name: string
  readonly file?: string
  readonly fileHash?: string
  readonly slots: ReadonlyArray<Slot>
  readonly create?: CreateOptions
  /** How long this run may take. Default: the study's own time budget. */
  readonly timeMillis?: number
  /** The same trials whatever the number of slots: at most 8 of them run at once. Default false. */
  readonly deterministic?: boolean
  /** Folder of the study's checkpoints. Default: one that is removed when the run has ended. */
  readonly artifacts?: string
  /** Where suggestions are computed. Default: here, which blocks the event loop meanwhile. */
  readonly suggester?: MakeSuggester
  /** Under which circumstances the trials are executed, for the record. */
  readonly provenance?: Provenance
  /** What an error says, as it may be stored. Default: as it is. */
  readonly redact?: (text: string) => string
  readonly emit: (event: StudyEvent) => Effect.Effect<void>
  /** For the first event. */
  readonly about: Pick<StudyStarted, "store" | "backend">
}

/** A run that can be stopped from outside. */
export interface StudyRun {
  /** Runs to the end; at most once. */
  readonly run: Effect.Effect<StudyEnded, SuggestionError | StudyMismatch | StoreError>
  /** Asks something of this run alone, which does it within a second. */
  readonly ask: (request: RunnerRequest) => Effect.Effect<void, NotFound | StoreError>
  /** No new trials: those that run may finish. */
  readonly drain: Effect.Effect<void>
  /** Ends the running trials too; they wait for the next run. */
  readonly terminate: Effect.Effect<void>
}

const pollMillis = 200
const keepMillis = 5_000

interface Floor extends TrialRoom, RequestDesk {
  /** Holds something when a trial has ended that nobody has looked at yet. */
  readonly news: Queue.Queue<void>
  readonly trials: FiberMap.FiberMap<string, void, never>
  readonly attempts: Map<number, number>
  /** Done when no new trial may start, with the reason. */
  readonly stopped: Deferred.Deferred<EndReason>
  /** Failed when the store fails under a running trial. */
  readonly broken: Deferred.Deferred<never, StoreError>
  failuresInARow: number
}

const announceStop = Effect.fnUntraced(function* (floor: Floor, reason: EndReason) {
  if (!(yield* Deferred.succeed(floor.stopped, reason))) return
  const words = {
    budget: "budget",
    time: "time budget",
    exhausted: "nothing left to try",
    failures: "failures",
    rule: "its rule",
    interrupted: "interrupted"
  }
  if (reason._tag === "budget") return
  yield* floor.emit({
    _tag: "StudyStopping",
    at: yield* Clock.currentTimeMillis,
    reason: words[reason._tag],
    running: floor.attempts.size
  })
})

/** No new trials from here on. The first reason stays. In one piece: whoever waits for it may interrupt who says it. */
const stop = (floor: Floor, reason: EndReason) => Effect.uninterruptible(announceStop(floor, reason))

const countFailures = Effect.fnUntraced(function* (floor: Floor, outcome: Outcome | undefined) {
  if (outcome === undefined || ["released", "retry", "paused"].includes(outcome._tag)) return
  floor.failuresInARow = outcome._tag === "failed" ? floor.failuresInARow + 1 : 0
  if (outcome._tag !== "failed" || floor.failuresInARow < floor.study.consecutiveFailures) return
  yield* stop(floor, {
    _tag: "failures",
    message: `${floor.failuresInARow} trials in a row failed, the last of them: ${outcome.failure.message}`
  })
})

const attemptKey = ({ attempt, trial }: Pick<Lease, "attempt" | "trial">): string => `${trial}/${attempt}`

const startTrial = Effect.fnUntraced(function* (floor: Floor, asked: Extract<Asked, { _tag: "claimed" }>, slot: Slot) {
  const { lease } = asked.claimed
  if (yield* Deferred.isDone(floor.stopped)) {
    yield* floor.store
      .finish(lease, { _tag: "released", reason: "not started" })
      .pipe(Effect.catchTag("LeaseLost", () => Effect.void))
    return
  }
  floor.attempts.set(lease.trial, lease.attempt)
  let hasLeft = false
  const leave = () => {
    if (hasLeft) return
    hasLeft = true
    // It may be given out again before its last attempt is behind us.
    if (floor.attempts.get(lease.trial) === lease.attempt) floor.attempts.delete(lease.trial)
    Queue.offerUnsafe(floor.news, undefined)
    floor.freeSlots.giveBack(slot)
  }
  yield* FiberMap.run(
    floor.trials,
    attemptKey(lease),
    // Interruptible whatever the region that it is started from: a trial can always be told to stop.
    Effect.interruptible(runTrial(floor, asked.claimed, slot, leave)).pipe(
      Effect.flatMap((outcome) => countFailures(floor, outcome)),
      Effect.catchCause(breaking(floor.broken)),
      Effect.ensuring(Effect.sync(leave))
    )
  )
})

const askAndStart = Effect.fnUntraced(function* (floor: Floor, slot: Slot) {
  const asked = yield* askUnlessStopped(floor)
  if (asked._tag === "claimed") yield* startTrial(floor, asked, slot)
  return asked
})

/** Whether every trial that may exist does, and none of them will change. */
const isDone = Effect.fnUntraced(function* (floor: Floor, asked: Asked) {
  yield* refresh(floor)
  const { budgetTrials } = yield* floor.store.study(floor.id)
  const { mirror, study } = floor
  const isFull = asked._tag === "exhausted" || mirror.size >= budgetTrials
  const unfinished = mirror.size - mirror.finished()
  if (!isFull || unfinished > mirror.count("paused")) return false
  if (unfinished === 0) return true
  const goesOn = floor.resumes && nextResumption(study.pruner, study.objectives, mirror, false) !== undefined
  return !goesOn && (yield* endPaused(floor, `no new trial could start, and ${study.pruner.name} resumed it no more`))
})

const endBy = ({ reason, rule }: Stopped): EndReason => ({ _tag: "rule", rule, message: reason })

/** Gives every free slot a trial, until there is none left to give. */
const dispatch = Effect.fnUntraced(function* (floor: Floor) {
  while (true) {
    const slot = yield* floor.freeSlots.take
    while (true) {
      // In one piece: a trial that is claimed must be started, or nobody would run it while this runner lives.
      const asked = yield* Effect.uninterruptible(askAndStart(floor, slot))
      if (asked._tag === "claimed") break
      if (asked._tag === "stopped") return yield* stop(floor, endBy(asked.stopped))
      if (yield* isDone(floor, asked)) {
        return yield* stop(
          floor,
          asked._tag === "exhausted" ? { _tag: "exhausted", message: asked.reason } : { _tag: "budget" }
        )
      }
      if (floor.freeSlots.isCrowded()) {
        floor.freeSlots.giveBack(slot)
        break
      }
      if (floor.mirror.count("waiting") > 0) continue
      // Another trial of ours that ends may make room; of what other runners do nobody tells us.
      yield* Effect.raceFirst(Effect.sleep(pollMillis), Queue.take(floor.news))
    }
  }
})

/** Prolongs our leases, lets go of those that were taken over, and takes back the trials of dead runners. */
const keep = Effect.fnUntraced(function* (floor: Floor) {
  const { host } = floor.runner
  while (true) {
    yield* floor.store.reap(floor.id, host, isAlive)
    const held = [...floor.attempts].map(([trial, attempt]) => ({ study: floor.id, trial, attempt }))
    if (held.length > 0) {
      const kept = new Set((yield* floor.store.beat(held, leaseMillis)).map(({ trial }) => trial))
      for (const lease of held) if (!kept.has(lease.trial)) yield* FiberMap.remove(floor.trials, attemptKey(lease))
    }
    yield* Effect.sleep(keepMillis)
  }
})

const watchTime = Effect.fnUntraced(function* (floor: Floor, timeMillis: number | undefined) {
  if (timeMillis === undefined) return yield* Effect.never
  yield* Effect.sleep(timeMillis)
  yield* stop(floor, { _tag: "time" })
  yield* FiberMap.clear(floor.trials)
})

/** What earlier runs came to: the incumbent, or the front where there are several objectives. */
const bestOf = ({
  mirror,
  study: { objectives, sealed }
}: Floor): Pick<StudyStarted, "incumbent" | "objectives" | "front"> => {
  if (objectives.length > 1) {
    const front = mirror
      .front()
      .map(({ metrics = {}, number, params }) => ({ number, metrics: unsealedOnly(sealed, metrics), params }))
    return { objectives, front }
  }
  const incumbent = mirror.incumbent()
  if (incumbent === undefined) return {}
  return { incumbent: { number: incumbent.number, value: incumbent.value, params: incumbent.params } }
}

const announce = Effect.fnUntraced(function* (
  floor: Floor,
  options: RunOptions,
  trials: number,
  timeMillis: number | undefined
) {
  const { study } = floor
  const gpu = yield* gpuBudget(floor)
  yield* floor.emit({
    _tag: "StudyStarted",
    at: yield* Clock.currentTimeMillis,
    study: options.name,
    objective: study.objective,
    trials,
    finished: floor.mirror.finished(),
    paused: floor.mirror.count("paused"),
    timeMillis,
    ...(gpu === undefined ? {} : { gpu }),
    slots: options.slots.map(({ label }) => label),
    sampler: study.sampler.name,
    pruner: study.pruner.name,
    ...options.about,
    ...bestOf(floor)
  })
})

const summarise = Effect.fnUntraced(function* (floor: Floor, reason: EndReason) {
  yield* refresh(floor)
  const { budgetTrials } = yield* floor.store.study(floor.id)
  const ended: StudyEnded = {
    _tag: "StudyEnded",
    at: yield* Clock.currentTimeMillis,
    reason,
    complete: floor.mirror.count("complete"),
    pruned: floor.mirror.count("pruned"),
    failed: floor.mirror.count("failed"),
    paused: floor.mirror.count("paused"),
    trials: budgetTrials
  }
  yield* floor.emit(ended)
  return ended
})

/** Where other runners go on with the study, its paused trials are theirs. */
const endTime = Effect.fnUntraced(function* (floor: Floor) {
  yield* refresh(floor)
  if (floor.mirror.count("running") === 0) yield* endPaused(floor, "the time budget ended before it was resumed")
})

/** How this run does what people ask for. */
const honouring = (floor: Floor) => ({
  interrupt: (trial: number) =>
    FiberMap.remove(floor.trials, attemptKey({ trial, attempt: floor.attempts.get(trial) ?? 0 })),
  drain: stop(floor, { _tag: "interrupted" })
})

const runOn = (floor: Floor, options: RunOptions) =>
  Effect.gen(function* () {
    const opened = yield* floor.store.study(floor.id)
    const timeMillis = options.timeMillis ?? floor.study.budget.timeMillis
    yield* floor.store.reap(floor.id, floor.runner.host, isAlive)
    yield* refresh(floor)
    if (floor.mirror.hasCheckpoints) yield* collectCheckpoints(floor)
    // Else trials would wait for the results of those that nobody resumes.
    if (!floor.resumes) yield* endPaused(floor, "a deterministic run began before it was resumed")
    yield* announce(floor, options, opened.budgetTrials, timeMillis)
    const background = Effect.all(
      [
        keep(floor),
        watchTime(floor, timeMillis),
        honourRequests(floor, honouring(floor)),
        watchGpu(floor, (stopped) => stop(floor, endBy(stopped)), FiberMap.clear(floor.trials))
      ],
      {
        concurrency: "unbounded",
        discard: true
      }
    )
    const foreground = Effect.raceFirst(dispatch(floor), Deferred.await(floor.stopped)).pipe(
      Effect.andThen(FiberMap.awaitEmpty(floor.trials))
    )
    yield* Effect.raceFirst(foreground, Effect.raceFirst(background, Deferred.await(floor.broken)))
    const reason = yield* Deferred.await(floor.stopped)
    if (reason._tag === "time") yield* endTime(floor)
    return yield* summarise(floor, reason)
  })

/** A folder that is made by the first checkpoint, and is gone with the scope. */
const passingFolder = (name: string) =>
  Effect.acquireRelease(
    Effect.sync(() => join(tmpdir(), `hypersweep-${name}`)),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  )

/**
 * Opens the study in the store and prepares its run. Trials that are still running when the scope closes are given back
 * to the store.
 */
export const openRun = Effect.fnUntraced(function* (options: RunOptions) {
  const store = yield* TrialStore
  const trainer = yield* Trainer
  const stored = yield* store.create(newStudy(options), options.create)
  const wishes = yield* openWishes(store, stored.id)
  const runner = yield* thisRunner()
  const window = options.deterministic === true ? { window: deterministicWindow } : {}
  yield* store.enrol(
    stored.id,
    runner,
    setupOf(options.study, {
      ...window,
      ...present({ fileHash: options.fileHash, provenance: options.provenance })
    })
  )
  const mirror = new StudyMirror(options.study.objectives, options.study.constraints)
  const makeSuggester = options.suggester ?? inProcess(options.study)
  const floor: Floor = {
    study: options.study,
    id: stored.id,
    runner,
    resumes: options.deterministic !== true,
    ...window,
    store,
    trainer,
    mirror,
    suggester: yield* makeSuggester(mirror),
    artifacts: options.artifacts ?? (yield* passingFolder(runner.id)),
    habit: newHabit(),
    redact: options.redact ?? identity,
    stopMemory: newStopMemory(),
    emit: options.emit,
    wishes,
    freeSlots: yield* SlotPool.of(options.slots),
    news: yield* Queue.sliding<void>(1),
    trials: yield* FiberMap.make<string, void, never>(),
    attempts: new Map(),
    stopped: yield* Deferred.make<EndReason>(),
    broken: yield* Deferred.make<never, StoreError>(),
    failuresInARow: 0
  }
  const { drain } = honouring(floor)
  const opened: StudyRun = {
    run: runOn(floor, options),
    ask: (request) => store.ask(stored.id, request, runner.id),
    drain,
    terminate: drain.pipe(Effect.andThen(FiberMap.clear(floor.trials)))
  }
  return opened
})
