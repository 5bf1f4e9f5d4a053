/** Which points of a space a sampler may still propose. */
import type { Rng } from "../math/rng.ts"
import type { SuggestRequest, Suggestion } from "../Sampler.ts"
import { drawFeasible } from "../space/feasible.ts"
import { takenBy } from "../space/taken.ts"
import { encodingOf, type Encoding } from "./gp/columns.ts"
import { enumerateRows } from "./gp/enumerate.ts"

/** Up to so many points, a finite space is looked at as a whole. */
const smallSpace = 2048

/**
 * The points that satisfy `where` and that no trial has, whatever became of it, as rows of the space's columns. Where noise
 * is declared, those that fewer trials have than may have the same params.
 */
export interface OpenRows {
  readonly encoding: Encoding
  /** All of them, where the space has at most 2048 points. */
  readonly listed: ReadonlyArray<Float64Array> | undefined
  readonly isOpen: (row: Float64Array) => boolean
  /** One of them at random; undefined where none could be found. */
  readonly any: (rng: Rng) => Float64Array | undefined
}

/** Reads a request. */
export const openRows = ({ history, noise, space, where }: SuggestRequest): OpenRows => {
  const encoding = encodingOf(space)
  const { columns, decode, encode } = encoding
  const isTaken = takenBy(space, history.trials, noise?.repeats)
  const isOpen = (row: Float64Array): boolean => {
    const params = decode(row)
    return !isTaken(params) && (where === undefined || where(params))
  }
  const listed = enumerateRows(columns, smallSpace)?.filter(isOpen)
  const any = (rng: Rng): Float64Array | undefined => {
    if (listed !== undefined) return listed[rng.below(listed.length)]
    const known = history.trials.map(({ params }) => params)
    const params = drawFeasible({ space, where, rng, known, isTaken })
    return params === undefined ? undefined : encode(params)
  }
  return { encoding, listed, isOpen, any }
}

/** What is said when nothing is open. */
export const nothingOpen = (where: SuggestRequest["where"]): Suggestion => ({
  exhausted:
    where === undefined
      ? "every point of the space was tried"
      : "every point found that satisfies the constraint (where) was tried"
})
