/** One trial's way: started on a slot, its reports judged, its result written once under its lease. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { LeaseLost, StoreError } from "../errors.ts"
import { unsealedOnly } from "../search/objectives/sealed.ts"
import type { Report, Usage } from "../search/Trial.ts"
import type { Claimed, Outcome } from "../store/records.ts"
import type { Slot } from "../train/slots.ts"
import type { TrainerService, TrialWatch } from "../train/Trainer.ts"
import type { StudyEvent, TrialEnded } from "./events.ts"
import { judgeReport } from "./judge.ts"
import { collectCheckpoints, keeperFor, prepareCheckpoints } from "./checkpoints.ts"
import { failureOf, outcomeOf, outcomeOfFailure, storable } from "./outcome.ts"
import { refresh, type Desk } from "./propose.ts"
import { refusalOf } from "./refusal.ts"
import { outcomeAsked, type Wishes } from "./requests.ts"

/** What running a trial needs besides the desk. */
export interface TrialRoom extends Desk {
  readonly trainer: TrainerService
  /** Folder of the study's checkpoints. */
  readonly artifacts: string
  /** What an error says, as it may be stored. */
  readonly redact: (text: string) => string
  readonly wishes: Wishes
  readonly emit: (event: StudyEvent) => Effect.Effect<void>
}

const decideOn = (room: TrialRoom, claimed: Claimed) =>
  Effect.fnUntraced(function* (report: Report) {
    const { lease } = claimed
    const { emit, mirror, store, study } = room
    const verdict = yield* store.decide(lease, report, mirror.revision, (changes) => {
      mirror.absorb(changes)
      return judgeReport(study.pruner, study.objectives, mirror, lease, report, room.window)
    })
    const value = report.metrics[study.objective.metric]
    yield* emit({
      _tag: "TrialReported",
      at: yield* Clock.currentTimeMillis,
      number: lease.trial,
      step: report.step,
      metrics: unsealedOnly(study.sealed, report.metrics),
      ...(report.fold === undefined ? {} : { fold: report.fold }),
      ...(value === undefined ? {} : { value })
    })
    return verdict
  })

const train = Effect.fnUntraced(function* (
  room: TrialRoom,
  claimed: Claimed,
  slot: Slot,
  watch: TrialWatch
): Effect.fn.Return<Outcome, LeaseLost | StoreError> {
  const { study, trainer } = room
  const { lease, params, seed } = claimed
  const refusal = outcomeAsked(room.wishes, lease.trial) ?? refusalOf(study, params)
  if (refusal !== undefined) return refusal
  const { timeoutMillis } = study
  const limit = timeoutMillis === undefined ? {} : { timeoutMillis }
  const checkpoints = yield* prepareCheckpoints(room, claimed)
  const alone = (claimed.failures.outOfMemory ?? 0) > 0
  const assignment = { number: lease.trial, attempt: lease.attempt, params, seed, alone, checkpoints, ...limit }
  const decide = decideOn(room, claimed)
  let step = 0
  const onReport = (report: Report) => {
    step = report.step
    return decide(report)
  }
  return yield* trainer.run(assignment, slot, onReport, keeperFor(room, claimed), watch).pipe(
    Effect.map((result) => outcomeOf(study, result, step)),
    Effect.catchTag("TrialFailed", (failed) =>
      Effect.succeed(outcomeOfFailure(study.retry, claimed, failureOf(failed)))
    )
  )
})

const isAmongTheBest = ({ mirror, study }: TrialRoom, number: number): boolean =>
  study.objectives.length > 1
    ? mirror.front().some((trial) => trial.number === number)
    : mirror.incumbent()?.number === number

const endOf = (room: TrialRoom, claimed: Claimed, outcome: Outcome): TrialEnded["end"] | undefined => {
  switch (outcome._tag) {
    case "complete":
      return {
        state: "complete",
        value: outcome.metrics[room.study.objective.metric]!,
        metrics: unsealedOnly(room.study.sealed, outcome.metrics),
        incumbent: isAmongTheBest(room, claimed.lease.trial),
        ...(outcome.infeasible === undefined ? {} : { infeasible: outcome.infeasible })
      }
    case "pruned":
      return { state: "pruned", reason: outcome.reason }
    case "failed":
      return { state: "failed", failure: outcome.failure }
    default:
      return undefined
  }
}

/** What is known of an attempt besides its outcome. */
interface Attended {
  readonly startedAt: number
  readonly usage: Usage | undefined
  readonly leave: () => void
}

/** Writes the outcome, lets the slot go, and tells of the outcome when it is safe. Returns it. */
const conclude = Effect.fnUntraced(function* (
  room: TrialRoom,
  claimed: Claimed,
  { leave, startedAt, usage }: Attended,
  outcome: Outcome
) {
  yield* room.store.finish(claimed.lease, storable(outcome, room.redact), usage)
  yield* refresh(room)
  const at = yield* Clock.currentTimeMillis
  // Whether a failed trial ends the study is to be known before the next one begins.
  if (outcome._tag !== "failed") leave()
  yield* room.store.safe
  const { attempt, trial: number } = claimed.lease
  const end = endOf(room, claimed, outcome)
  if (end !== undefined)
    yield* room.emit({ _tag: "TrialEnded", at, number, params: claimed.params, durationMillis: at - startedAt, end })
  else if (outcome._tag === "retry")
    yield* room.emit({ _tag: "TrialReturned", at, number, attempt, because: { retry: outcome.failure } })
  else if (outcome._tag === "released")
    yield* room.emit({ _tag: "TrialReturned", at, number, attempt, because: { released: outcome.reason } })
  else if (outcome._tag === "paused")
    yield* room.emit({
      _tag: "TrialReturned",
      at,
      number,
      attempt,
      because: { paused: outcome.reason, step: outcome.step }
    })
  if (end !== undefined && room.mirror.hasCheckpoints) yield* collectCheckpoints(room)
  return outcome
})

/**
 * Runs a claimed trial to its outcome. Interrupting it gives the trial back: it waits again. Undefined when the lease was
 * lost on the way: whoever took the trial over has the last word on it. `leave` is called when the slot is free
 * before the effect has ended: the next trial need not wait for the disk.
 */
export const runTrial = (
  room: TrialRoom,
  claimed: Claimed,
  slot: Slot,
  leave: () => void
): Effect.Effect<Outcome | undefined, StoreError> =>
  Effect.uninterruptibleMask(
    Effect.fnUntraced(function* (restore) {
      const startedAt = yield* Clock.currentTimeMillis
      const { attempt, trial: number } = claimed.lease
      yield* room.emit({
        _tag: "TrialStarted",
        at: startedAt,
        number,
        attempt,
        params: claimed.params,
        slot: slot.label,
        ...(claimed.resumption === undefined ? {} : { resumedBecause: claimed.resumption.reason })
      })
      let usage: Usage | undefined
      const watch: TrialWatch = {
        waits: (reason) =>
          Effect.flatMap(Clock.currentTimeMillis, (at) => room.emit({ _tag: "TrialWaits", at, number, reason })),
        used: (measured) =>
          Effect.sync(() => {
            usage = measured
          })
      }
      const exit = yield* Effect.exit(restore(train(room, claimed, slot, watch)))
      const end = (outcome: Outcome) => conclude(room, claimed, { startedAt, usage, leave }, outcome)
      if (Exit.isSuccess(exit)) return yield* end(exit.value)
      if (Exit.hasInterrupts(exit))
        return yield* end(outcomeAsked(room.wishes, number) ?? { _tag: "released", reason: "interrupted" })
      return yield* exit
    })
  ).pipe(Effect.catchTag("LeaseLost", () => Effect.succeed(undefined)))
