/** Who may have children. */
import { byFront } from "../../objectives/crowding.ts"
import type { Outcome } from "../outcomes.ts"

/** The generation that a trial is of: the first `size` trials are generation 0, the next ones generation 1, and so on. */
export const generationOf = (number: number, size: number): number => Math.floor(number / size)

/**
 * The parents of a generation, the best first: of the parents of the one before and its complete trials, the best `size`
 * by front and crowding distance, generation after generation. Which trials have ended decides, not when: one that ends
 * late joins the parents as soon as it has.
 */
export const parentsOf = (
  generation: number,
  finished: ReadonlyArray<Outcome>,
  size: number
): ReadonlyArray<Outcome> => {
  const complete = finished.filter(({ kind }) => kind === "complete")
  const generations = Map.groupBy(complete, ({ number }) => generationOf(number, size))
  let parents: ReadonlyArray<Outcome> = []
  for (let before = 0; before < generation; before++) {
    const pool = [...parents, ...(generations.get(before) ?? [])]
    parents = byFront(pool.map(({ trial }) => trial.values!))
      .slice(0, size)
      .map((index) => pool[index]!)
  }
  return parents
}
