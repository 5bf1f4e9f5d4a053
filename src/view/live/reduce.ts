/** How each event changes what is known of a run. */
import type { StudyEvent, TrialEnded, TrialReported, TrialReturned, TrialStarted } from "../../schedule/events.ts"
import { initialState, type LiveState, type RunningTrial } from "./LiveState.ts"

const recentTrials = 8
const longestCurve = 256

const without = (state: LiveState, number: number): ReadonlyMap<number, RunningTrial> => {
  const running = new Map(state.running)
  running.delete(number)
  return running
}

const start = (state: LiveState, { at, attempt, number, params, slot }: TrialStarted): LiveState => ({
  ...state,
  // Taken out first, so that another attempt stands behind those that have been running for longer.
  running: new Map(without(state, number)).set(number, { number, attempt, slot, params, startedAt: at, curve: [] })
})

/** Every second point of a long curve is enough to draw it. */
const thin = (curve: ReadonlyArray<number>): ReadonlyArray<number> =>
  curve.length < longestCurve ? curve : curve.filter((_, index) => index % 2 === 0)

const report = (state: LiveState, event: TrialReported): LiveState => {
  const trial = state.running.get(event.number)
  if (trial === undefined) return state
  const { fold: _, ...before } = trial
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

const end = (state: LiveState, event: TrialEnded): LiveState => ({
  ...state,
  ...(event.end.state === "complete" && event.end.incumbent
    ? { incumbent: { number: event.number, value: event.end.value, params: event.params } }
    : {}),
  running: without(state, event.number),
  recent: [{ event, step: state.running.get(event.number)?.step }, ...state.recent].slice(0, recentTrials),
  [event.end.state]: state[event.end.state] + 1,
  spentMillis: state.spentMillis + Math.max(0, event.durationMillis)
})

const giveBack = (state: LiveState, event: TrialReturned): LiveState => ({
  ...state,
  running: without(state, event.number),
  retried: state.retried + ("retry" in event.because ? 1 : 0)
})

/** The state after an event. A start of a study begins anew. */
export const reduce = (state: LiveState, event: StudyEvent): LiveState => {
  switch (event._tag) {
    case "StudyStarted":
      return {
        ...initialState,
        started: event,
        ...(event.incumbent === undefined ? {} : { incumbent: event.incumbent })
      }
    case "TrialStarted":
      return start(state, event)
    case "TrialReported":
      return report(state, event)
    case "TrialEnded":
      return end(state, event)
    case "TrialReturned":
      return giveBack(state, event)
    case "StudyStopping":
      return { ...state, stopping: event }
    case "StudyEnded":
      return { ...state, ended: event }
  }
}
