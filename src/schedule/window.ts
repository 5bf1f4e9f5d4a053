/** `--deterministic`: what a trial may see, so that the same trials come out whatever the number of slots. */
import { isFinished, type History, type Trial } from "../search/Trial.ts"

/** Trial n sees the results of trials 0 … n − 8: so many trials can run at once, and no more. */
export const deterministicWindow = 8

/** The last trial whose result trial `number` sees; below 0 where it sees none. Without a window it sees them all. */
export const horizonOf = (number: number, window: number | undefined): number =>
  window === undefined ? Infinity : number - window

/** Whether every result that trial `number` is to see is there. */
export const canSeeEnough = ({ trials }: History, number: number, window: number): boolean => {
  for (let index = Math.min(horizonOf(number, window), trials.length - 1); index >= 0; index--)
    if (!isFinished(trials[index]!.state)) return false
  return true
}

/** A trial beyond the horizon: that it was proposed is known, and nothing of what came of it. */
const asProposed = ({ evidence, number, params }: Trial): Trial => ({
  number,
  state: "running",
  params,
  curve: [],
  ...(evidence === undefined ? {} : { evidence })
})

/** The history that trial `number` sees: itself where there is no window. */
export const seenThrough = (history: History, number: number, window: number | undefined): History =>
  window === undefined
    ? history
    : {
        revision: history.revision,
        trials: history.trials.map((trial) => (trial.number <= horizonOf(number, window) ? trial : asProposed(trial)))
      }
