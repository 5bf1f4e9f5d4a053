/** The rungs of a study with those who reached them. */
import type { Trial } from "../../Trial.ts"
import { firstAtOrAfter } from "../curves.ts"
import type { Ladder } from "./rungs.ts"

/** A trial that reached a rung. */
export interface Entry {
  readonly trial: Trial
  readonly value: number
  /** Whether the trial waits at this rung; the others have gone on, or have ended. */
  readonly waits: boolean
  readonly wentOn: boolean
}

/** A rung and who reached it. */
export interface Level {
  readonly rung: number
  /** The next rung, at which a resumed trial is judged. */
  readonly above: number
  readonly entries: ReadonlyArray<Entry>
  /** The best of those that wait here, the lowest number on a tie; undefined where nobody waits. */
  readonly best: Entry | undefined
  /** How many of the entries are better than the best one that waits. */
  readonly better: number
}

/** The last step that a trial reported; 0 where it has not reported. */
export const lastStep = ({ curve }: Trial): number => curve.at(-1)?.step ?? 0

/** Who reached a rung, and who waits there. */
export const levelAt = (trials: ReadonlyArray<Trial>, rung: number, above: number): Level => {
  const entries: Array<Entry> = []
  let best: Entry | undefined
  for (const trial of trials) {
    const value = firstAtOrAfter(trial.curve, rung)
    if (value === undefined) continue
    const stays = lastStep(trial) < above && (trial.state === "paused" || trial.state === "pruned")
    const entry = { trial, value, waits: stays && trial.state === "paused", wentOn: !stays }
    entries.push(entry)
    if (entry.waits && (best === undefined || value < best.value)) best = entry
  }
  let better = 0
  if (best !== undefined) for (const { value } of entries) if (value < best.value) better++
  return { rung, above, entries, best, better }
}

/** The step at which training ends, as far as it is known: the longest curve of a complete trial. */
export const endOf = (trials: ReadonlyArray<Trial>, { maxStep }: Ladder): number => {
  if (maxStep < Infinity) return maxStep
  let longest = 0
  for (const trial of trials) if (trial.state === "complete") longest = Math.max(longest, lastStep(trial))
  return longest === 0 ? Infinity : longest
}

/** The words of a resumption, up to its why. */
export const standing = ({ best, better, entries, rung }: Level, show: (value: number) => string): string =>
  `${show(best!.value)} is rank ${better + 1} of ${entries.length} at rung ${rung}`
