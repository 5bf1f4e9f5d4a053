/** How long a run will take, guessed from the trials that it has finished. */
import { endedInRun, finishedTrials, type LiveState, slotsOf } from "./LiveState.ts"

/**
 * The mean duration of this run's trials, times those that are left, shared between the slots. Running trials count
 * by what they still need at that mean. Unknown before the first trial has ended.
 */
export const estimateTimeLeft = (state: LiveState, now: number): number | undefined => {
  const { started } = state
  const ended = endedInRun(state)
  if (started === undefined || ended === 0) return undefined
  const mean = state.spentMillis / ended
  const rest = [...state.running.values()].map((trial) => Math.max(0, mean - (now - trial.startedAt)))
  const longest = Math.max(0, ...rest)
  if (state.stopping !== undefined) return longest
  const waiting = Math.max(0, started.trials - finishedTrials(state) - rest.length)
  const work = rest.reduce((sum, millis) => sum + millis, waiting * mean)
  return Math.max(longest, work / Math.max(1, slotsOf(state)))
}

/** What is left of the time budget; absent where there is none. */
export const timeBudgetLeft = (state: LiveState, now: number): number | undefined =>
  state.started?.timeMillis === undefined ? undefined : Math.max(0, state.started.at + state.started.timeMillis - now)
