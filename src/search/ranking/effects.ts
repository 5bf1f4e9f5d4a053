/** Splits measurements into what the trial does, what the fold does, and noise. */
import type { Design, Measured } from "./Measured.ts"

/** A fitted layout. Variances are of one measurement. */
export interface Effects {
  /** The mean of each trial, as if all had been measured on all folds; in the order given. */
  readonly means: ReadonlyArray<number>
  /** What is left when trials and folds are accounted for: decides whether trials differ. */
  readonly residualVariance: number
  readonly degrees: number
  /** How one trial varies between folds or repeats: decides how far its mean may be off. */
  readonly withinVariance: number
  readonly withinDegrees: number
}

const rounds = 200
const enough = 1e-12

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * Least squares of y_if = a_i + b_f + ε_if by alternating means, which also holds where some trials lack some folds;
 * repeats have no b. Undefined where nothing is left to estimate the noise from.
 */
export const fitEffects = (measured: ReadonlyArray<Measured>, design: Design): Effects | undefined => {
  const rows = measured.map(({ values }) => [...values])
  const count = rows.reduce((sum, row) => sum + row.length, 0)
  const blocks = new Map<number, number>()
  if (design === "folds") for (const row of rows) for (const [block] of row) blocks.set(block, 0)
  const degrees = count - rows.length - Math.max(0, blocks.size - 1)
  const withinDegrees = count - rows.length
  if (degrees < 1 || rows.length === 0) return undefined

  const ofBlock = (block: number): number => blocks.get(block) ?? 0
  let means = rows.map((row) => mean(row.map(([, value]) => value)))
  const raw = means
  for (let round = 0; round < rounds && blocks.size > 1; round++) {
    const sums = new Map<number, { sum: number; count: number }>()
    for (const [index, row] of rows.entries())
      for (const [block, value] of row) {
        const known = sums.get(block) ?? { sum: 0, count: 0 }
        sums.set(block, { sum: known.sum + value - means[index]!, count: known.count + 1 })
      }
    const centre = mean([...sums.values()].map((one) => one.sum / one.count))
    for (const [block, one] of sums) blocks.set(block, one.sum / one.count - centre)
    const next = rows.map((row) => mean(row.map(([block, value]) => value - ofBlock(block))))
    const moved = next.reduce((most, value, index) => Math.max(most, Math.abs(value - means[index]!)), 0)
    means = next
    if (moved <= enough * Math.max(1, ...means.slice(0, 1).map(Math.abs))) break
  }

  let residual = 0
  let within = 0
  for (const [index, row] of rows.entries())
    for (const [block, value] of row) {
      residual += (value - means[index]! - ofBlock(block)) ** 2
      within += (value - raw[index]!) ** 2
    }
  return { means, residualVariance: residual / degrees, degrees, withinVariance: within / withinDegrees, withinDegrees }
}
