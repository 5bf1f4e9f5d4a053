import { assert, describe, it } from "@effect/vitest"
import { minimize } from "../../../src/search/math/minimize.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { logExpectedImprovement, sumOf, type Acquisition } from "../../../src/search/samplers/gp/acquisition.ts"
import { drawAnywhere } from "../../../src/search/samplers/gp/candidates.ts"
import { encodingOf } from "../../../src/search/samplers/gp/columns.ts"
import { pairDistances } from "../../../src/search/samplers/gp/distances.ts"
import { logChanceOfSuccess } from "../../../src/search/samplers/gp/failures.ts"
import { drawFantasies } from "../../../src/search/samplers/gp/fantasies.ts"
import { describe as stored, layoutOf, noiseFloor, restore } from "../../../src/search/samplers/gp/hyperparameters.ts"
import { kernelOf } from "../../../src/search/samplers/gp/kernel.ts"
import { negativeLogPosterior } from "../../../src/search/samplers/gp/likelihood.ts"
import { Surrogate } from "../../../src/search/samplers/gp/surrogate.ts"
import { bool, choice, float, int } from "../../../src/search/space/distributions.ts"

const { columns } = encodingOf({
  x: float(0, 1),
  y: float(1e-4, 1, { log: true }),
  on: bool(),
  kind: choice({
    a: { depth: float(0, 1), inner: choice({ p: { q: float(0, 1) }, r: {} }) },
    b: { style: choice("u", "v", "w"), width: int(1, 100) },
    c: {}
  })
})
const rng = rngFor(11, 0, "gp model")
const rows = Array.from({ length: 24 }, () => drawAnywhere(columns, rng))
const y = Float64Array.from(rows, () => rng.normal())
const layout = layoutOf(columns, { mean: Math.log(0.5), deviation: 1 })
const theta = layout.mean.map((value, i) => (i === layout.noise ? -3 : value + 0.5 * rng.normal()))
const kernel = kernelOf(layout, theta)

const differs = (numeric: number, analytic: number, where: string): void =>
  assert.isAtMost(Math.abs(numeric - analytic), 1e-5 * Math.max(1, Math.abs(analytic)), where)

/** The covariance of two rows, written from the definition. */
const covariance = (a: Float64Array, b: Float64Array): number => {
  let squared = 0
  columns.forEach((column, k) => {
    const [u, v] = [a[k]!, b[k]!]
    const weight = Math.exp(-2 * theta[k]!)
    if (Number.isNaN(u) && Number.isNaN(v)) return
    if (Number.isNaN(u) || Number.isNaN(v)) {
      const place = Number.isNaN(u) ? v : u
      const size = column.size ?? 0
      const centre = column.isCategory ? (size - 1) / (2 * size) : (place - 0.5) ** 2
      squared += weight * (Math.exp(theta[layout.mismatch[k]!]!) + centre)
    } else squared += weight * (column.isCategory ? Number(u !== v) : (u - v) ** 2)
  })
  const r = Math.sqrt(5 * squared)
  return Math.exp(theta[layout.amplitude]!) * (1 + r + r ** 2 / 3) * Math.exp(-r)
}

/** Solves A X = B by elimination with pivoting; returns X and ln |det A|. */
const eliminate = (a: ReadonlyArray<ReadonlyArray<number>>, b: ReadonlyArray<number>) => {
  const n = b.length
  const m = a.map((row, i) => [...row, b[i]!])
  let logDeterminant = 0
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k; i < n; i++) if (Math.abs(m[i]![k]!) > Math.abs(m[pivot]![k]!)) pivot = i
    ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
    logDeterminant += Math.log(Math.abs(m[k]![k]!))
    for (let i = 0; i < n; i++) {
      if (i === k) continue
      const ratio = m[i]![k]! / m[k]![k]!
      for (let j = k; j <= n; j++) m[i]![j]! -= ratio * m[k]![j]!
    }
  }
  return { x: m.map((row, i) => row[n]! / row[i]!), logDeterminant }
}

const noise = Math.exp(theta[layout.noise]!) + noiseFloor
const matrix = rows.map((a, i) => rows.map((b, j) => covariance(a, b) + (i === j ? noise : 0)))
const sum = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0)
const inner = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => sum(a.map((value, i) => value * b[i]!))
const mean =
  sum(eliminate(matrix, [...y]).x) /
  sum(
    eliminate(
      matrix,
      rows.map(() => 1)
    ).x
  )
const residual = Array.from(y, (value) => value - mean)
const solved = eliminate(matrix, residual)

describe("the likelihood", () => {
  const objective = negativeLogPosterior(layout, pairDistances(columns, rows), y)
  const at = (point: Float64Array): number => objective(point, new Float64Array(layout.size))

  it("equals what elimination gives", () => {
    const penalty = sum(Array.from(theta, (value, i) => 0.5 * ((value - layout.mean[i]!) / layout.deviation[i]!) ** 2))
    differs(0.5 * inner(residual, solved.x) + 0.5 * solved.logDeterminant + penalty, at(theta), "value")
  })

  it("has the gradient that finite differences give, in every hyperparameter", () => {
    const gradient = new Float64Array(layout.size)
    objective(theta, gradient)
    assert.isAbove(layout.size, columns.length + 2, "conditional columns have hyperparameters of their own")
    for (let i = 0; i < layout.size; i++) {
      const step = 1e-5
      const [up, down] = [theta.slice(), theta.slice()]
      up[i]! += step
      down[i]! -= step
      differs((at(up) - at(down)) / (2 * step), gradient[i]!, `hyperparameter ${i}`)
    }
  })

  it("recovers a lengthscale from plenty of data", () => {
    const one = encodingOf({ x: float(0, 1) }).columns
    const line = layoutOf(one, { mean: 0, deviation: 3 })
    const places = Array.from({ length: 60 }, (_, i) => Float64Array.of(i / 59))
    // A draw from the process itself with ℓ = 0.2.
    const truth = { weights: Float64Array.of(25), mismatch: Float64Array.of(0), amplitude: 1, additive: 0, noise: 1e-6 }
    const { factor } = new Surrogate(one, truth, places, new Float64Array(60), 0)
    const normals = places.map(() => rng.normal())
    const draw = Float64Array.from(places, (_, i) =>
      sum(normals.slice(0, i + 1).map((z, j) => z * factor[i * 60 + j]!))
    )
    const end = minimize(
      negativeLogPosterior(line, pairDistances(one, places), draw),
      line.mean,
      line.lower,
      line.upper
    )
    assert.closeTo(end.point[0]!, Math.log(0.2), 0.5)
  })
})

describe("hyperparameters", () => {
  it("survive being stored with a trial", () => {
    const back = restore(layout, JSON.parse(JSON.stringify(stored(layout, theta))))
    theta.forEach((value, i) => assert.closeTo(back![i]!, value, 1e-9))
  })

  it("of another space are not taken for ours", () => {
    const other = layoutOf(columns.slice(0, 2), { mean: 0, deviation: 1 })
    assert.isUndefined(restore(layout, stored(other, other.mean)))
  })
})

describe("the posterior", () => {
  const surrogate = new Surrogate(columns, kernel, rows, y)

  it("equals what elimination gives", () => {
    assert.closeTo(surrogate.mean, mean, 1e-9)
    for (let round = 0; round < 20; round++) {
      const x = drawAnywhere(columns, rng)
      const cross = rows.map((row) => covariance(row, x))
      const variance = surrogate.at(x)
      assert.closeTo(surrogate.meanHere(), mean + inner(cross, solved.x), 1e-9)
      assert.closeTo(variance, kernel.amplitude - inner(cross, eliminate(matrix, cross).x), 1e-9)
    }
  })

  it("conditioned on fantasies equals the posterior that has seen them", () => {
    const pending = [drawAnywhere(columns, rng), drawAnywhere(columns, rng), drawAnywhere(columns, rng)]
    const ahead = new Surrogate(columns, kernel, [...rows, ...pending], y)
    const { draws } = drawFantasies(ahead, 0, rngFor(4, 4, "fantasies"))
    const n = ahead.size
    const outcomes = pending.map((_, j) => {
      const row = (rows.length + j) * n
      const whitened = [...ahead.residual.subarray(0, rows.length), ...draws.subarray(0, 3)]
      return ahead.mean + sum(whitened.slice(0, rows.length + j + 1).map((z, i) => z * ahead.factor[row + i]!))
    })
    const seen = new Surrogate(columns, kernel, [...rows, ...pending], Float64Array.of(...y, ...outcomes), ahead.mean)
    const x = drawAnywhere(columns, rng)
    assert.closeTo(ahead.at(x), seen.at(x), 1e-12)
    const shift = sum(pending.map((_, j) => draws[j]! * ahead.projection[rows.length + j]!))
    assert.closeTo(ahead.meanHere() + shift, seen.meanHere(), 1e-9)
  })
})

const checkSlope = (acquisition: Acquisition): void => {
  const gradient = new Float64Array(columns.length)
  for (let round = 0; round < 20; round++) {
    const x = drawAnywhere(columns, rng)
    assert.closeTo(acquisition.slope(x, gradient), acquisition.value(x), 1e-12)
    columns.forEach((column, k) => {
      if (column.isCategory || Number.isNaN(x[k]!)) {
        assert.strictEqual(gradient[k], 0)
        return
      }
      const step = 1e-6
      const [up, down] = [x.slice(), x.slice()]
      up[k]! += step
      down[k]! -= step
      differs(
        (acquisition.value(up) - acquisition.value(down)) / (2 * step),
        gradient[k]!,
        `round ${round}, column ${k}`
      )
    })
  }
}

describe("log expected improvement", () => {
  const best = Math.max(...y)
  const improvement = (pending: number, margin = 0): Acquisition => {
    const ahead = Array.from({ length: pending }, () => drawAnywhere(columns, rng))
    const surrogate = new Surrogate(columns, kernel, [...rows, ...ahead], y)
    return logExpectedImprovement(surrogate, drawFantasies(surrogate, best, rngFor(2, 2, "fantasies")), margin)
  }

  it("has the gradient that finite differences give", () => checkSlope(improvement(0)))
  it("has it with a margin", () => checkSlope(improvement(0, 0.3)))
  it("has it with pending trials", () => checkSlope(improvement(3)))
  it("has it with more pending trials than are drawn", () => checkSlope(improvement(20)))

  it("is what a million draws of the posterior improve by", () => {
    const surrogate = new Surrogate(columns, kernel, rows, y)
    const acquisition = logExpectedImprovement(surrogate, drawFantasies(surrogate, best, rng))
    const x = Array.from({ length: 500 }, () => drawAnywhere(columns, rng)).reduce((top, other) =>
      acquisition.value(other) > acquisition.value(top) ? other : top
    )
    const value = acquisition.value(x)
    const deviation = Math.sqrt(surrogate.at(x))
    const expected = surrogate.meanHere()
    let total = 0
    const draws = 1_000_000
    for (let i = 0; i < draws; i++) total += Math.max(0, expected + deviation * rng.normal() - best)
    assert.closeTo(Math.exp(value), total / draws, 0.02 * Math.exp(value))
  })
})

describe("the chance of success", () => {
  const succeeded = rows.filter((row) => row[0]! < 0.5)
  const failed = rows.filter((row) => row[0]! >= 0.5)
  const chance = logChanceOfSuccess(columns, kernel, succeeded, failed)

  it("has the gradient that finite differences give", () => checkSlope(chance))
  it("adds its gradient to another", () => checkSlope(sumOf(chance, chance, 3)))
  it("is above one half where trials succeeded, below it where they failed, and never nothing", () => {
    for (const row of succeeded) assert.isAbove(Math.exp(chance.value(row)), 0.5)
    for (const row of failed) {
      assert.isBelow(Math.exp(chance.value(row)), 0.5)
      assert.isAbove(Math.exp(chance.value(row)), 0)
    }
  })

  it("stays high where failures are rare and without a pattern", () => {
    const places = Array.from({ length: 60 }, () => drawAnywhere(columns, rng))
    const rare = logChanceOfSuccess(columns, kernel, places.slice(0, 54), places.slice(54))
    const chances = places.map((row) => Math.exp(rare.value(row))).sort((a, b) => a - b)
    assert.isAbove(chances[30]!, 0.9)
  })
})
