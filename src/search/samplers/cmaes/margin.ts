/** What keeps a grid from swallowing the steps of a strategy. */
import { normalCdf, normalQuantile } from "../../math/normal.ts"
import { cellOf } from "../cells.ts"
import type { Column } from "../gp/columns.ts"
import { deviationOf, type Strategy } from "./Strategy.ts"

const least = 1e-10

/**
 * CMA-ES with margin (Hamano, Saito, Nomura, Shirakawa 2022, arXiv:2205.13482): in every column with a grid, the
 * values next to the one at the mean keep a probability of about α = 1/(nλ). In the first and last cell the mean is moved
 * towards the inner side, until that side has probability α; in between, mean and scale are set so that each side has α/2.
 */
export const withMargin = (strategy: Strategy, columns: ReadonlyArray<Column>): Strategy => {
  const margin = 1 / (columns.length * strategy.constants.population)
  const mean = strategy.mean.slice()
  const scales = strategy.scales.slice()
  for (const [i, column] of columns.entries()) {
    if (column.size === undefined) continue
    const [low, high] = cellOf(column, mean[i]!)
    const deviation = deviationOf(strategy, i)
    const isFirst = low < least
    const isLast = high > 1 - least
    if (isFirst || isLast) {
      const reach = -normalQuantile(margin) * deviation
      mean[i] = isFirst ? Math.max(mean[i]!, high - reach) : Math.min(mean[i]!, low + reach)
      continue
    }
    const below = Math.max(margin / 2, normalCdf((low - mean[i]!) / deviation))
    const above = Math.max(margin / 2, normalCdf((mean[i]! - high) / deviation))
    const between = normalCdf((high - mean[i]!) / deviation) - normalCdf((low - mean[i]!) / deviation)
    // What was given to one side is taken from the others, in proportion to what they have above their least.
    const surplus = (1 - below - above - between) / (below + above + between - 1.5 * margin)
    const reachOf = (side: number): number =>
      -normalQuantile(Math.min(0.5 - least, Math.max(least, side + surplus * (side - margin / 2))))
    const [toLow, toHigh] = [reachOf(below), reachOf(above)]
    mean[i] = (low * toHigh + high * toLow) / (toLow + toHigh)
    scales[i]! *= (high - low) / ((toLow + toHigh) * deviation)
  }
  return { ...strategy, mean, scales }
}
