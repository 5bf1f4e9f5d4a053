/** What the objective is like between trials, over two params: a grid in levels. */

interface Measured {
  readonly x: number
  readonly y: number
  readonly value: number
}

/** Neighbouring cells of a row that lie in one level. */
interface Cell {
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
  readonly value: number
}

/** A surface with its ranges. */
export interface Surface {
  readonly cells: ReadonlyArray<Cell>
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  readonly low: number
  readonly high: number
}

const across = 64
const levels = 12
/** Places further from every trial than so many bandwidths stay blank. */
const reach = 2.5
/** More points make it no smoother, and take longer. */
const mostPoints = 1_500

const range = (values: ReadonlyArray<number>): readonly [number, number] => [
  values.reduce((a, b) => Math.min(a, b)),
  values.reduce((a, b) => Math.max(a, b))
]

/** A coordinate between 0 and 1, and back. */
const scale = ([low, high]: readonly [number, number], isLog: boolean) => {
  const inner = isLog ? Math.log : (value: number) => value
  const outer = isLog ? Math.exp : (value: number) => value
  const [from, to] = [inner(low), inner(high)]
  return {
    unit: (value: number): number => (inner(value) - from) / (to - from),
    // The ends are given back as they are: an axis that ends there must not lose them to rounding.
    value: (unit: number): number => (unit <= 0 ? low : unit >= 1 ? high : outer(from + unit * (to - from)))
  }
}

/**
 * Kernel regression (Nadaraya 1964, Watson 1964) with a Gaussian kernel over both coordinates scaled to 0 … 1. Its bandwidth
 * is Scott's for two dimensions, n^(-1/6) standard deviations, here of a uniform spread. Undefined where a coordinate does
 * not vary.
 */
export const surface = (points: ReadonlyArray<Measured>, xIsLog: boolean, yIsLog: boolean): Surface | undefined => {
  if (points.length < 2) return undefined
  const [x, y] = [range(points.map((point) => point.x)), range(points.map((point) => point.y))]
  if (x[0] === x[1] || y[0] === y[1]) return undefined
  const [low, high] = range(points.map(({ value }) => value))
  const [xScale, yScale] = [scale(x, xIsLog), scale(y, yIsLog)]
  const every = Math.ceil(points.length / mostPoints)
  const used = points
    .filter((_, index) => index % every === 0)
    .map((point) => ({ u: xScale.unit(point.x), v: yScale.unit(point.y), value: point.value }))
  const bandwidth = 0.29 * used.length ** (-1 / 6)
  const estimate = (u: number, v: number): number | undefined => {
    let [weights, sum, nearest] = [0, 0, Infinity]
    for (const point of used) {
      const distance = ((point.u - u) ** 2 + (point.v - v) ** 2) / bandwidth ** 2
      nearest = Math.min(nearest, distance)
      const weight = Math.exp(-distance / 2)
      weights += weight
      sum += weight * point.value
    }
    return nearest > reach ** 2 ? undefined : sum / weights
  }
  const levelOf = (value: number): number =>
    high === low ? 0 : Math.min(levels - 1, Math.floor((levels * (value - low)) / (high - low)))
  const cells: Array<Cell> = []
  for (let row = 0; row < across; row++) {
    let open: { readonly from: number; readonly level: number } | undefined
    const close = (column: number): void => {
      if (open === undefined) return
      cells.push({
        from: xScale.value(open.from / across),
        to: xScale.value(column / across),
        low: yScale.value(row / across),
        high: yScale.value((row + 1) / across),
        value: low + ((open.level + 0.5) * (high - low)) / levels
      })
    }
    for (let column = 0; column < across; column++) {
      const value = estimate((column + 0.5) / across, (row + 0.5) / across)
      const level = value === undefined ? undefined : levelOf(value)
      if (level === open?.level) continue
      close(column)
      open = level === undefined ? undefined : { from: column, level }
    }
    close(across)
  }
  return { cells, x, y, low, high }
}
