/** Whether a study's rule stops it: every runner asks for itself, and the first reason is kept for all. */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { StoreError } from "../errors.ts"
import { lowerIsBetter } from "../search/objectives/direction.ts"
import type { StopVerdict } from "../search/Stop.ts"
import type { Stopped } from "../store/records.ts"
import type { StudyStarted } from "./events.ts"
import { shownValue } from "./judge.ts"
import type { SuggestionError } from "./suggestions/Suggester.ts"
import { type Asked, askForTrial, refresh, type Desk } from "./propose.ts"

/** What a runner learns when it asks whether to stop. */
interface StopAnswer {
  /** That the study is stopped, and why. */
  readonly stopped?: Stopped
  /** What is left of a budget of GPU seconds, and how fast it goes. */
  readonly gpu?: { readonly secondsLeft: number; readonly perSecond: number }
}

const judge = (desk: Desk, gpuSeconds: number | undefined): StopVerdict | undefined => {
  const { mirror, stopMemory, study } = desk
  const finished = mirror.finished()
  if (gpuSeconds === undefined && stopMemory.finished === finished) return stopMemory.verdict
  const { objective, objectives, seed, space, where } = study
  const verdict = study.stop?.judge({
    space,
    where,
    seed,
    history: mirror.history(),
    show: (value) => shownValue(lowerIsBetter(objective, value)),
    lower: (value) => lowerIsBetter(objective, value),
    ...(objectives.length === 1 ? {} : { firstOf: objective.metric }),
    ...(gpuSeconds === undefined ? {} : { gpuSeconds })
  })
  stopMemory.finished = finished
  stopMemory.verdict = verdict
  return verdict
}

/** Asks the study's rule about what is stored. Where more trials were asked for after it had stopped, those come first. */
const askWhetherToStop = Effect.fnUntraced(function* (desk: Desk): Effect.fn.Return<StopAnswer, StoreError> {
  const rule = desk.study.stop
  if (rule === undefined) return {}
  const share = desk.study.resources.gpu
  const { stopFrom, stopped } = yield* desk.store.study(desk.id)
  yield* refresh(desk)
  if (stopped === undefined && desk.mirror.size <= stopFrom) return {}
  const counted = rule.countsGpuSeconds === true ? yield* desk.store.attemptSeconds(desk.id) : undefined
  const verdict = judge(desk, counted === undefined ? undefined : counted.seconds * share)
  const gpu =
    counted === undefined || verdict?.gpuSecondsLeft === undefined
      ? {}
      : { gpu: { secondsLeft: verdict.gpuSecondsLeft, perSecond: counted.running * share } }
  if (stopped !== undefined) return { stopped, ...gpu }
  if (verdict?.stop !== true) return gpu
  return { stopped: yield* desk.store.stop(desk.id, rule.name, verdict.reason), ...gpu }
})

/** The next trial, unless the study's rule has stopped it. */
export const askUnlessStopped = Effect.fnUntraced(function* (
  desk: Desk
): Effect.fn.Return<Asked | { readonly _tag: "stopped"; readonly stopped: Stopped }, SuggestionError | StoreError> {
  const { stopped } = yield* askWhetherToStop(desk)
  return stopped === undefined ? yield* askForTrial(desk) : { _tag: "stopped", stopped }
})

/** The budget of GPU seconds, where the study's rule counts them, and what all attempts so far have used of it. */
export const gpuBudget = Effect.fnUntraced(function* (desk: Desk): Effect.fn.Return<StudyStarted["gpu"], StoreError> {
  if (desk.study.stop?.countsGpuSeconds !== true) return undefined
  const share = desk.study.resources.gpu
  const used = share * (yield* desk.store.attemptSeconds(desk.id)).seconds
  const left = judge(desk, used)?.gpuSecondsLeft
  return left === undefined ? undefined : { seconds: used + left, used, share }
})

const watchMillis = 1_000

/** Where the study's rule counts GPU seconds: says when they are used up, and gives the running trials back. */
export const watchGpu = Effect.fnUntraced(function* (
  desk: Desk,
  onStop: (stopped: Stopped) => Effect.Effect<void>,
  giveBack: Effect.Effect<void>
): Effect.fn.Return<never, StoreError> {
  if (desk.study.stop?.countsGpuSeconds !== true) return yield* Effect.never
  while (true) {
    const { gpu, stopped } = yield* askWhetherToStop(desk)
    if (stopped !== undefined) yield* onStop(stopped)
    if (stopped !== undefined && gpu !== undefined && gpu.secondsLeft <= 0) yield* giveBack
    const due = gpu === undefined ? Infinity : (1000 * gpu.secondsLeft) / gpu.perSecond
    yield* Effect.sleep(Math.ceil(Math.min(watchMillis, due > 0 ? due : watchMillis)))
  }
})

/** Ends the run with what a trial's fiber broke on: a store that fails, or a bug of ours, for which nobody else would wait. */
export const breaking =
  <A, E>(broken: Deferred.Deferred<A, E>) =>
  (cause: Cause.Cause<E>): Effect.Effect<void> =>
    Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.asVoid(Deferred.failCause(broken, cause))
