/** A series of values as one line of little bars. */

const bars = "▁▂▃▄▅▆▇█"
const gap = " "

const mean = (values: ReadonlyArray<number>): number => {
  const finite = values.filter(Number.isFinite)
  return finite.reduce((sum, value) => sum + value / finite.length, finite.length === 0 ? Number.NaN : 0)
}

const resample = (values: ReadonlyArray<number>, width: number): ReadonlyArray<number> => {
  if (values.length <= width) return values
  return Array.from({ length: width }, (_, index) =>
    mean(values.slice(Math.floor((index * values.length) / width), Math.floor(((index + 1) * values.length) / width)))
  )
}

/**
 * At most `width` bars, one for each value or for the mean of neighbouring ones. The lowest value is the lowest bar,
 * whatever the objective's direction. What is not finite is a gap; a constant series stands in the middle.
 */
export const sparkline = (values: ReadonlyArray<number>, width: number): string => {
  const points = resample(values, Math.max(0, Math.floor(width)))
  const finite = points.filter(Number.isFinite)
  const low = Math.min(...finite)
  // Halved, because the difference of two large numbers may be infinite.
  const range = Math.max(...finite) / 2 - low / 2
  return points
    .map((value) => {
      if (!Number.isFinite(value)) return gap
      const height = range === 0 ? 0.5 : (value / 2 - low / 2) / range
      return bars[Math.min(bars.length - 1, Math.floor(height * bars.length))] ?? gap
    })
    .join("")
}
