/** The rows of a leaderboard: ranked first, then selected and put in order. */
import { UsageError } from "../errors.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { mergeRepeats, type Certainty } from "./certainty.ts"
import { didYouMean } from "./didYouMean.ts"
import { alongFronts, rankTrials, unranked, withCertainty, type Ranked } from "./ranking.ts"
import type { Condition } from "./where/Condition.ts"
import { lookupIn } from "./where/trialNames.ts"

/** Which trials a leaderboard shows, and in which order. */
export interface BoardSelection {
  readonly study: StoredStudy
  readonly trials: ReadonlyArray<StoredTrial>
  /** How many trials are shown. Default: all of them. */
  readonly top?: number
  /** Whether trials that have no place are shown as well. A condition is asked of them too. */
  readonly all?: boolean
  /** What folds or repeats tell; of all complete trials, also where `trials` are not. */
  readonly certainty?: Certainty
  /** Only the trials that satisfy it. Ranks stay those among all. */
  readonly where?: Condition
  readonly sort?: SortOrder
}

/** By the value of a name; trials that lack it come last. */
export interface SortOrder {
  readonly name: string
  readonly descending: boolean
}

/** Reads `duration` or `-duration`. Throws `UsageError` for a name that no trial has. */
export const parseSort = (text: string, names: ReadonlySet<string>): SortOrder => {
  const descending = text.startsWith("-")
  const name = descending ? text.slice(1) : text
  if (names.has(name)) return { name, descending }
  const meant = didYouMean(name, names)
  throw new UsageError(
    `--sort names "${name}", which no trial has.`,
    meant === undefined ? `Names: ${[...names].join(", ")}.` : `Did you mean "${meant}"?`
  )
}

const sorted = (rows: ReadonlyArray<Ranked>, { descending, name }: SortOrder, certainty: Certainty | undefined) => {
  const keyed = rows.map((row) => ({ row, key: lookupIn(row.trial, certainty)(name) }))
  const sign = descending ? -1 : 1
  return keyed
    .toSorted(({ key: a }, { key: b }) => {
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
      if (typeof a === "number" && typeof b === "number") return sign * (a - b)
      return sign * String(a).localeCompare(String(b))
    })
    .map(({ row }) => row)
}

/** Complete trials, best first, then with `all` or a condition the others; selected, in order, and cut to `top`. */
export const boardRows = (selection: BoardSelection, merge: "repeats" | "nothing"): ReadonlyArray<Ranked> => {
  const { all, certainty, sort, study, top, trials, where } = selection
  const ranked = withCertainty(
    rankTrials(merge === "repeats" ? mergeRepeats(trials, certainty) : trials, study.spec),
    certainty
  )
  if (where === undefined && sort === undefined) {
    const shown = ranked.slice(0, top)
    return [
      ...(study.spec.objectives === undefined ? shown : alongFronts(shown, study.spec)),
      ...(all === true ? unranked(trials) : [])
    ]
  }
  const candidates = all === true || where !== undefined ? [...ranked, ...unranked(trials)] : ranked
  const chosen = where === undefined ? candidates : candidates.filter(({ trial }) => where(lookupIn(trial, certainty)))
  return (sort === undefined ? chosen : sorted(chosen, sort, certainty)).slice(0, top)
}
