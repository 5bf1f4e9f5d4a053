/** Which trials are good, and how much each of them counts. */
import { byMerit, type Outcome } from "../outcomes.ts"

/** The trials that one density is estimated from. */
export interface Half {
  readonly rows: ReadonlyArray<Float64Array>
  readonly weights: ReadonlyArray<number>
}

/** The good and the other half of a history. */
export interface Split {
  readonly good: Half
  readonly other: Half
}

const goodShare = 0.1
const mostGood = 25
/** The newest so many of the others count in full; older ones the less, the older they are. */
const fullWeight = 25
/** Densities are estimated from at most so many trials. */
const mostOthers = 1000

/**
 * Good are a tenth of the trials with a result that did not fail, rounded up, at most 25; the others hold failed and
 * pending trials too, so that what is under way is not proposed again. Weights of the others rise linearly from 1/n for
 * the oldest to 1 for the newest 25 (Bergstra, Yamins, Cox 2013, "Hyperopt"). Beyond 1000 others, the older half of
 * those kept is taken at equal distances.
 */
export const splitTrials = (finished: ReadonlyArray<Outcome>, pending: ReadonlyArray<Float64Array>): Split => {
  const ranked = finished.filter(({ kind }) => kind !== "failed").sort(byMerit)
  const count = Math.min(mostGood, Math.ceil(goodShare * ranked.length))
  const good = ranked.slice(0, count)
  const isGood = new Set(good.map(({ number }) => number))
  const rest = finished.filter(({ number }) => !isGood.has(number)).map(({ row }) => row)
  const others = thinned([...rest, ...pending])
  return {
    good: { rows: good.map(({ row }) => row), weights: good.map(() => 1) },
    other: { rows: others, weights: others.map((_, index) => ramp(index, others.length)) }
  }
}

const ramp = (index: number, count: number): number => {
  const rising = count - fullWeight
  if (index >= rising) return 1
  return rising === 1 ? 1 / count : 1 / count + (1 - 1 / count) * (index / (rising - 1))
}

const thinned = (rows: ReadonlyArray<Float64Array>): ReadonlyArray<Float64Array> => {
  if (rows.length <= mostOthers) return rows
  const kept = mostOthers / 2
  const older = rows.length - kept
  return [
    ...Array.from({ length: kept }, (_, index) => rows[Math.floor((index * older) / kept)]!),
    ...rows.slice(older)
  ]
}
