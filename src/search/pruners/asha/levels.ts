/** The rungs of a study with those who reached them. */
import type { Trial } from "../../Trial.ts"
import { firstAtOrAfter } from "../curves.ts"
import { betterThan, type Ladder } from "./rungs.ts"

/** A rung and who reached it. */
export interface Level {
  readonly rung: number
  /** The next rung, at which a resumed trial is judged. */
  readonly above: number
  /** Who reached it, by rising number, and with which values. */
  readonly trials: ReadonlyArray<Trial>
  readonly values: ReadonlyArray<number>
  /** How many of them have gone on, or have come to their end behind it. */
  readonly gone: number
  /** The best of those that wait here, the lowest number on a tie; undefined where nobody waits. */
  readonly best: { readonly trial: Trial; readonly value: number } | undefined
  /** How many of the values are better than that of the best one that waits. */
  readonly better: number
}

/** The last step that a trial reported; 0 where it has not reported. */
export const lastStep = ({ curve }: Trial): number => curve.at(-1)?.step ?? 0

/** Who reached a rung, and who waits there. */
export const levelAt = (study: ReadonlyArray<Trial>, rung: number, above: number): Level => {
  const trials: Array<Trial> = []
  const values: Array<number> = []
  let gone = 0
  let best: Level["best"]
  for (const trial of study) {
    const value = firstAtOrAfter(trial.curve, rung)
    if (value === undefined) continue
    trials.push(trial)
    values.push(value)
    if (lastStep(trial) >= above || (trial.state !== "paused" && trial.state !== "pruned")) gone++
    else if (trial.state === "paused" && (best === undefined || value < best.value)) best = { trial, value }
  }
  return { rung, above, trials, values, gone, best, better: best === undefined ? 0 : betterThan(best.value, values) }
}

/** The step at which training ends, as far as it is known: the longest curve of a complete trial. */
export const endOf = (trials: ReadonlyArray<Trial>, { maxStep }: Ladder): number => {
  if (maxStep < Infinity) return maxStep
  let longest = 0
  for (const trial of trials) if (trial.state === "complete") longest = Math.max(longest, lastStep(trial))
  return longest === 0 ? Infinity : longest
}

/** The words of a resumption, up to its why. */
export const standing = ({ best, better, rung, values }: Level, show: (value: number) => string): string =>
  `${show(best!.value)} is rank ${better + 1} of ${values.length} at rung ${rung}`
