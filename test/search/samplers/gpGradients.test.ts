import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { logImprovement, logImprovementSlope } from "../../../src/search/math/expectedImprovement.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { logExpectedImprovement } from "../../../src/search/samplers/gp/acquisition.ts"
import { drawAnywhere } from "../../../src/search/samplers/gp/candidates.ts"
import { encodingOf } from "../../../src/search/samplers/gp/columns.ts"
import { pairDistances } from "../../../src/search/samplers/gp/distances.ts"
import { drawFantasies } from "../../../src/search/samplers/gp/fantasies.ts"
import { describe as stored, layoutOf, restore } from "../../../src/search/samplers/gp/hyperparameters.ts"
import { kernelOf } from "../../../src/search/samplers/gp/kernel.ts"
import { negativeLogPosterior } from "../../../src/search/samplers/gp/likelihood.ts"
import { Surrogate } from "../../../src/search/samplers/gp/surrogate.ts"
import { spaces } from "../../support/spaces.ts"

/** A space, data in it, and a kernel with both parts or with the joint one alone. */
const models = fc
  .record({
    space: spaces,
    seed: fc.nat(),
    count: fc.integer({ min: 3, max: 14 }),
    pending: fc.integer({ min: 0, max: 3 }),
    isAdditive: fc.boolean()
  })
  .map(({ count, isAdditive, pending, seed, space }) => {
    const { columns } = encodingOf(space)
    const rng = rngFor(seed, 0, "gradients")
    const draw = (size: number) => Array.from({ length: size }, () => drawAnywhere(columns, rng))
    const rows = draw(count)
    const y = Float64Array.from(rows, () => rng.normal())
    const layout = layoutOf(columns, { mean: Math.log(0.5), deviation: 1 }, isAdditive)
    const theta = layout.mean.map((value, i) => (i === layout.noise ? -3 : value) + 0.5 * rng.normal())
    return { columns, rng, rows, y, layout, theta, ahead: draw(pending) }
  })
  .filter(({ columns }) => columns.length > 0)

/** The derivative of f along one entry, by Richardson's extrapolation of central differences. */
const derivative = (f: (x: Float64Array) => number, x: Float64Array, entry: number): number => {
  const central = (step: number): number => {
    const [up, down] = [x.slice(), x.slice()]
    up[entry]! += step
    down[entry]! -= step
    return (f(up) - f(down)) / (2 * step)
  }
  return (4 * central(1e-4) - central(2e-4)) / 3
}

const agrees = (numeric: number, analytic: number, where: string): void =>
  assert.isAtMost(Math.abs(numeric - analytic), 1e-5 * Math.max(1, Math.abs(analytic)), where)

describe("gradients over random spaces, kernels and data", () => {
  it("of the likelihood, in every hyperparameter, are those of finite differences", () => {
    fc.assert(
      fc.property(models, ({ columns, layout, rows, theta, y }) => {
        const objective = negativeLogPosterior(layout, pairDistances(columns, rows), y)
        const gradient = new Float64Array(layout.size)
        objective(theta, gradient)
        for (let i = 0; i < layout.size; i++) {
          agrees(
            derivative((at) => objective(at, new Float64Array(layout.size)), theta, i),
            gradient[i]!,
            `entry ${i}`
          )
        }
      }),
      { seed: 6, numRuns: 60 }
    )
  })

  it("of the acquisition, in every number, are those of finite differences", () => {
    fc.assert(
      fc.property(models, ({ ahead, columns, layout, rng, rows, theta, y }) => {
        const surrogate = new Surrogate(columns, kernelOf(layout, theta), [...rows, ...ahead], y)
        const fantasies = drawFantasies(surrogate, Math.max(...y), rng)
        const acquisition = logExpectedImprovement(surrogate, fantasies, 0.1)
        const gradient = new Float64Array(columns.length)
        for (let round = 0; round < 3; round++) {
          const x = drawAnywhere(columns, rng)
          acquisition.slope(x, gradient)
          columns.forEach((column, k) => {
            // A grid's places may coincide with a row's, where the third derivative of the kernel has a jump.
            if (column.size !== undefined || Number.isNaN(x[k]!)) return
            agrees(derivative(acquisition.value, x, k), gradient[k]!, `round ${round}, column ${k}`)
          })
        }
      }),
      { seed: 7, numRuns: 60 }
    )
  })

  it("belong to hyperparameters that survive being stored", () => {
    fc.assert(
      fc.property(models, ({ layout, theta }) => {
        const back = restore(layout, JSON.parse(JSON.stringify(stored(layout, theta))))!
        theta.forEach((value, i) => assert.closeTo(back[i]!, value, 1e-9))
      }),
      { seed: 8, numRuns: 20 }
    )
  })
})

describe("log expected improvement", () => {
  it("is finite with a finite slope, and rises, from z = −1e6 to 40", () => {
    const places = [
      ...Array.from({ length: 6001 }, (_, i) => -(10 ** (6 - i / 1000))),
      ...Array.from({ length: 4001 }, (_, i) => i / 100)
    ]
    for (const [index, z] of places.entries()) {
      assert.isTrue(Number.isFinite(logImprovement(z)), String(z))
      assert.isTrue(logImprovementSlope(z) > 0 && Number.isFinite(logImprovementSlope(z)), String(z))
      if (index > 0) assert.isAbove(logImprovement(z), logImprovement(places[index - 1]!), String(z))
    }
  })
})
