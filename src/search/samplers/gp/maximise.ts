/** The rows of the whole space that promise most. */
import type { Rng } from "../../math/rng.ts"
import type { Acquisition } from "./acquisition.ts"
import { collect, drawAnywhere, globalCandidates, perturb } from "./candidates.ts"
import { climb, type Scored } from "./climb.ts"
import type { Column } from "./columns.ts"

/** How many candidates are refined. */
const mostStarts = 8

/** Where and how to look. */
export interface SearchRequest {
  readonly columns: ReadonlyArray<Column>
  readonly acquisition: Acquisition
  readonly lengthscales: Float64Array
  /** The constraint; undefined where there is none. */
  readonly isAllowed: ((row: Float64Array) => boolean) | undefined
  /** Rows of the best trials, best first, at least one. */
  readonly best: ReadonlyArray<Float64Array>
  readonly localCandidates: number
  /** The share of the usual candidates, and of the 8 that are refined. */
  readonly effort: number
  readonly rng: Rng
}

/**
 * Candidates from the whole space and around the best trials; of these, the best overall, the best near the incumbent, the
 * incumbent itself and a few in proportion to their expected improvement are refined by climbing. All that was looked at
 * is returned, best first.
 */
export const maximise = (request: SearchRequest): ReadonlyArray<Scored> => {
  const { acquisition, best, columns, effort, isAllowed, rng } = request
  const score = (row: Float64Array): Scored => ({ row, value: acquisition.value(row) })
  const anywhere = collect(effort * globalCandidates(columns.length), () => drawAnywhere(columns, rng), isAllowed).map(
    score
  )
  const nearby = collect(effort * request.localCandidates, () => perturb(columns, best, rng), isAllowed).map(score)
  const candidates = [...anywhere, ...nearby].sort(byValue)
  const chosen = new Set<Scored>()
  const nearest = nearby.reduce<Scored | undefined>(
    (top, one) => (top === undefined || one.value > top.value ? one : top),
    undefined
  )
  if (candidates.length > 0) chosen.add(candidates[0]!)
  if (nearest !== undefined) chosen.add(nearest)
  const incumbent = best[0]!
  if (isAllowed === undefined || isAllowed(incumbent)) chosen.add(score(incumbent))
  for (const one of drawByValue(candidates, chosen, effort * mostStarts - chosen.size, rng)) chosen.add(one)
  const tops = [...chosen].map((start) => climb(request, start))
  return [...tops, ...candidates].sort(byValue)
}

const byValue = (a: Scored, b: Scored): number => b.value - a.value

/** Draws without replacement, the chance of each in proportion to e^value. */
const drawByValue = (
  candidates: ReadonlyArray<Scored>,
  taken: ReadonlySet<Scored>,
  count: number,
  rng: Rng
): ReadonlyArray<Scored> => {
  const drawn: Array<Scored> = []
  const highest = candidates[0]?.value ?? 0
  const weights = Float64Array.from(candidates, (one) => (taken.has(one) ? 0 : Math.exp(one.value - highest)))
  while (drawn.length < count) {
    let total = 0
    for (const weight of weights) total += weight
    if (!(total > 0)) break
    let place = rng.uniform() * total
    let index = weights.findIndex((weight) => weight > 0 && (place -= weight) < 0)
    if (index < 0) index = weights.findLastIndex((weight) => weight > 0)
    drawn.push(candidates[index]!)
    weights[index] = 0
  }
  return drawn
}
