/** How much of a run's budget is used, and how long it will take, guessed from the trials that have stopped. */
import { endedInRun, type LiveState, slotsOf, stoppedTrials } from "./LiveState.ts"

/**
 * The time of this run's attempts by the trials that they have brought to a stop, times those that are left, shared
 * between the slots. A paused trial is none of those: only a few are resumed, and what that takes is in the mean. Running
 * trials count by what they still need at that mean. Unknown before the first trial has stopped.
 */
export const estimateTimeLeft = (state: LiveState, now: number): number | undefined => {
  const { started } = state
  const stopped = endedInRun(state) + state.paused.size
  if (started === undefined || stopped === 0) return undefined
  const mean = state.spentMillis / stopped
  const rest = [...state.running.values()].map((trial) => Math.max(0, mean - (now - trial.startedAt)))
  const longest = Math.max(0, ...rest)
  if (state.stopping !== undefined) return longest
  const waiting = Math.max(0, started.trials - stoppedTrials(state) - rest.length)
  const work = rest.reduce((sum, millis) => sum + millis, waiting * mean)
  return Math.max(longest, work / Math.max(1, slotsOf(state)))
}

/** What is left of the time budget; absent where there is none. */
export const timeBudgetLeft = (state: LiveState, now: number): number | undefined =>
  state.started?.timeMillis === undefined ? undefined : Math.max(0, state.started.at + state.started.timeMillis - now)

/** Which of the budgets will end the run first, as it looks, and which share of it is used, from 0 to 1. */
export interface Used {
  readonly of: "trials" | "time" | "GPU seconds"
  readonly share: number
}

/** GPU seconds as the attempts of this run take them, beside those that were used before it. */
const gpuUsed = ({ running, spentMillis, started }: LiveState, now: number): number => {
  if (started?.gpu === undefined) return 0
  const present = [...running.values()].reduce((sum, { startedAt }) => sum + Math.max(0, now - startedAt), spentMillis)
  return (started.gpu.used + (started.gpu.share * present) / 1000) / started.gpu.seconds
}

/** The largest share of a budget that is used: of its trials, its time, its GPU seconds. */
export const budgetUsed = (state: LiveState, now: number): Used => {
  const { started } = state
  if (started === undefined) return { of: "trials", share: 0 }
  const time = started.timeMillis === undefined ? 0 : (now - started.at) / started.timeMillis
  const shares: ReadonlyArray<Used> = [
    { of: "trials", share: started.trials === 0 ? 0 : stoppedTrials(state) / started.trials },
    { of: "time", share: time },
    { of: "GPU seconds", share: gpuUsed(state, now) }
  ]
  const most = shares.reduce((a, b) => (b.share > a.share ? b : a))
  return { ...most, share: Math.min(1, Math.max(0, most.share)) }
}
