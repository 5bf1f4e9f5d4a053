/** Who may have children. */
import { byFront } from "../../objectives/crowding.ts"
import { byMerit, type Outcome } from "../outcomes.ts"

/** The generation that a trial is of: the first `size` trials are generation 0, the next ones generation 1, and so on. */
export const generationOf = (number: number, size: number): number => Math.floor(number / size)

/**
 * The parents of a generation, the best first: of the parents of the one before and its complete trials, the best `size`
 * by front and crowding distance, generation after generation; those outside of an outcome constraint stand behind all
 * others, the nearer to it the better (Deb et al. 2002, sec. VI). Which trials have ended decides, not when: one that ends
 * late joins the parents as soon as it has.
 */
export const parentsOf = (
  generation: number,
  finished: ReadonlyArray<Outcome>,
  size: number
): ReadonlyArray<Outcome> => {
  const ended = finished.filter(({ kind }) => kind === "complete" || kind === "infeasible")
  const generations = Map.groupBy(ended, ({ number }) => generationOf(number, size))
  let parents: ReadonlyArray<Outcome> = []
  for (let before = 0; before < generation; before++) {
    const pool = [...parents, ...(generations.get(before) ?? [])]
    parents = byDominance(pool).slice(0, size)
  }
  return parents
}

const byDominance = (pool: ReadonlyArray<Outcome>): ReadonlyArray<Outcome> => {
  const inside = pool.filter(({ kind }) => kind === "complete")
  const outside = pool.filter(({ kind }) => kind === "infeasible").sort(byMerit)
  return [...byFront(inside.map(({ trial }) => trial.values!)).map((index) => inside[index]!), ...outside]
}
