/** How each event changes what is known of a run. */
import type { StudyEvent, TrialEnded, TrialReported, TrialReturned, TrialStarted } from "../../schedule/events.ts"
import { withTrial } from "../objectives.ts"
import { initialState, type LiveState, type RunningTrial } from "./LiveState.ts"

const recentTrials = 8
const longestCurve = 256

const without = (state: LiveState, number: number): ReadonlyMap<number, RunningTrial> => {
  const running = new Map(state.running)
  running.delete(number)
  return running
}

/** The time of an attempt that is over. */
const spent = (state: LiveState, number: number, at: number): Pick<LiveState, "spentMillis"> => {
  const since = state.running.get(number)?.startedAt ?? at
  return { spentMillis: state.spentMillis + Math.max(0, at - since) }
}

/** A trial that is paused no longer. */
const unpaused = (state: LiveState, number: number): Pick<LiveState, "paused" | "pausedBefore"> => {
  const paused = new Map(state.paused)
  return { paused, pausedBefore: paused.delete(number) ? state.pausedBefore : Math.max(0, state.pausedBefore - 1) }
}

const start = (state: LiveState, event: TrialStarted): LiveState => {
  const { at, attempt, number, params, resumedBecause, slot } = event
  const curve = resumedBecause === undefined ? [] : (state.paused.get(number) ?? [])
  return {
    ...state,
    ...(resumedBecause === undefined ? {} : unpaused(state, number)),
    // Taken out first, so that another attempt stands behind those that have been running for longer.
    running: new Map(without(state, number)).set(number, { number, attempt, slot, params, startedAt: at, curve })
  }
}

/** What a trial waits for; nothing once it can train. */
const wait = (state: LiveState, number: number, reason: string): LiveState => {
  const trial = state.running.get(number)
  if (trial === undefined) return state
  const { waitsFor: _, ...before } = trial
  const waitsFor = reason === "" ? {} : { waitsFor: reason }
  return { ...state, running: new Map(state.running).set(number, { ...before, ...waitsFor }) }
}

/** Every second point of a long curve is enough to draw it. */
const thin = (curve: ReadonlyArray<number>): ReadonlyArray<number> =>
  curve.length < longestCurve ? curve : curve.filter((_, index) => index % 2 === 0)

const report = (state: LiveState, event: TrialReported): LiveState => {
  const trial = state.running.get(event.number)
  if (trial === undefined) return state
  const { fold: _, waitsFor: _over, ...before } = trial
  const known = event.value !== undefined && event.fold === undefined
  return {
    ...state,
    running: new Map(state.running).set(event.number, {
      ...before,
      step: event.step,
      ...(event.fold === undefined ? {} : { fold: event.fold }),
      ...(event.value === undefined ? {} : { value: event.value }),
      curve: known ? [...thin(trial.curve), event.value] : trial.curve
    })
  }
}

/** The best after a trial that is among them. */
const best = (state: LiveState, { end: ended, number, params }: TrialEnded): Pick<LiveState, "incumbent" | "front"> => {
  if (ended.state !== "complete" || !ended.incumbent) return {}
  const { front = [], started } = state
  return started?.objectives === undefined
    ? { incumbent: { number, value: ended.value, params } }
    : { front: withTrial(started, front, { number, metrics: ended.metrics, params }) }
}

const end = (state: LiveState, event: TrialEnded): LiveState => ({
  ...state,
  ...best(state, event),
  // A paused trial that will not be resumed ends without running.
  ...(state.running.has(event.number) ? {} : unpaused(state, event.number)),
  running: without(state, event.number),
  recent: [{ event, step: state.running.get(event.number)?.step }, ...state.recent].slice(0, recentTrials),
  [event.end.state]: state[event.end.state] + 1,
  ...spent(state, event.number, event.at)
})

const giveBack = (state: LiveState, { at, attempt, because, number }: TrialReturned): LiveState => {
  const running = state.running.get(number)
  const retried = state.retried + ("retry" in because ? 1 : 0)
  if (running !== undefined && attempt !== undefined && running.attempt > attempt) return { ...state, retried }
  const paused = "paused" in because ? new Map(state.paused).set(number, running?.curve ?? []) : state.paused
  return { ...state, running: without(state, number), paused, retried, ...spent(state, number, at) }
}

/** The state after an event. A start of a study begins anew. */
export const reduce = (state: LiveState, event: StudyEvent): LiveState => {
  switch (event._tag) {
    case "StudyStarted":
      return {
        ...initialState,
        started: event,
        pausedBefore: event.paused ?? 0,
        ...(event.incumbent === undefined ? {} : { incumbent: event.incumbent }),
        ...(event.front === undefined ? {} : { front: event.front })
      }
    case "TrialStarted":
      return start(state, event)
    case "TrialResumed":
      return state
    case "TrialWaits":
      return wait(state, event.number, event.reason)
    case "TrialReported":
      return report(state, event)
    case "TrialEnded":
      return end(state, event)
    case "TrialReturned":
      return giveBack(state, event)
    case "SlotsChanged":
      return { ...state, slots: event.slots }
    case "StudyStopping":
      return { ...state, stopping: event }
    case "StudyEnded":
      return { ...state, ended: event }
  }
}
