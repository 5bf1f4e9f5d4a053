import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { Strips, stepsOf, type Steps } from "../../../src/search/math/hypervolumeImprovement.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { hypervolume } from "../../../src/search/objectives/hypervolume.ts"

type Pair = readonly [number, number]
type Laws = readonly [mean1: number, deviation1: number, mean2: number, deviation2: number]

const logOf = (steps: Steps, laws: Laws, slope = new Float64Array(4)): number =>
  new Strips(steps.lefts.length).logImprovement(steps, ...laws, slope)

/** What a point adds, by the difference of two hypervolumes; there, lower is better. */
const added = (front: ReadonlyArray<Pair>, reference: Pair, point: Pair): number => {
  const lower = (points: ReadonlyArray<Pair>) => points.map((one) => one.map((value) => -value))
  const below = reference.map((value) => -value)
  return hypervolume(lower([...front, point]), below) - hypervolume(lower(front), below)
}

const pairs: fc.Arbitrary<ReadonlyArray<Pair>> = fc.array(
  fc.tuple(fc.double({ min: -0.5, max: 2, noNaN: true }), fc.double({ min: -0.5, max: 2, noNaN: true })),
  { maxLength: 8 }
)
const anyLaws: fc.Arbitrary<Laws> = fc.tuple(
  fc.double({ min: -2, max: 3, noNaN: true }),
  fc.double({ min: 0.05, max: 2, noNaN: true }),
  fc.double({ min: -2, max: 3, noNaN: true }),
  fc.double({ min: 0.05, max: 2, noNaN: true })
)
const reference: Pair = [0, 0]

describe("the steps of a front", () => {
  it("leave out what is surpassed, repeated, or not beyond the reference", () => {
    const points: ReadonlyArray<Pair> = [
      [1, 3],
      [2, 2],
      [2, 2],
      [1.5, 2],
      [3, -1],
      [-1, 9]
    ]
    const { heights, lefts } = stepsOf(points, reference)
    expect([...lefts]).toEqual([0, 1, 2])
    expect([...heights]).toEqual([3, 2, 0])
  })
})

describe("the expected hypervolume improvement", () => {
  it("of two certain values is what they add", () =>
    fc.assert(
      fc.property(
        pairs,
        fc.tuple(fc.double({ min: 0.1, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true })),
        (front, point) => {
          const exact = added(front, reference, point)
          fc.pre(exact > 1e-3)
          const value = Math.exp(logOf(stepsOf(front, reference), [point[0], 1e-7, point[1], 1e-7]))
          expect(Math.abs(value - exact)).toBeLessThan(1e-5)
        }
      )
    ))

  it("is the mean over the laws of both values, by integration on a grid of quantiles", () => {
    const nodes = 240
    for (let turn = 0; turn < 6; turn++) {
      const rng = rngFor(turn, 0, "ehvi")
      const front = Array.from({ length: turn }, (): Pair => [2 * rng.uniform(), 2 * rng.uniform()])
      const laws: Laws = [2 * rng.uniform(), 0.2 + rng.uniform(), 2 * rng.uniform(), 0.2 + rng.uniform()]
      // The trapezoidal rule over ±8 deviations, which for smooth, vanishing integrands is far better than its order.
      let sum = 0
      for (let i = 0; i < nodes; i++) {
        const u = -8 + (16 * (i + 0.5)) / nodes
        for (let j = 0; j < nodes; j++) {
          const v = -8 + (16 * (j + 0.5)) / nodes
          const density = Math.exp(-0.5 * (u * u + v * v)) / (2 * Math.PI)
          if (density < 1e-12) continue
          sum += density * (16 / nodes) ** 2 * added(front, reference, [laws[0] + laws[1] * u, laws[2] + laws[3] * v])
        }
      }
      const value = Math.exp(logOf(stepsOf(front, reference), laws))
      expect(Math.abs(value / sum - 1)).toBeLessThan(1e-3)
    }
  })

  it("of a front of nothing is the product of two expected improvements over the reference", () => {
    const improvement = (mean: number, deviation: number): number => {
      const rng = rngFor(3, 0, "improvement")
      let sum = 0
      for (let draw = 0; draw < 200_000; draw++) sum += Math.max(0, mean + deviation * rng.normal()) / 200_000
      return sum
    }
    const value = Math.exp(logOf(stepsOf([], reference), [0.3, 0.8, -0.2, 1.1]))
    expect(Math.abs(value / (improvement(0.3, 0.8) * improvement(-0.2, 1.1)) - 1)).toBeLessThan(0.02)
  })

  it("has the slopes that finite differences give", () =>
    fc.assert(
      fc.property(pairs, anyLaws, (front, laws) => {
        const steps = stepsOf(front, reference)
        // A strip that is narrow beside its distance loses digits to the difference of two almost equal numbers.
        fc.pre(steps.lefts.every((left, i) => i === 0 || left - steps.lefts[i - 1]! > 1e-3))
        const slope = new Float64Array(4)
        logOf(steps, laws, slope)
        for (let k = 0; k < 4; k++) {
          const step = 1e-5
          const at = (shift: number) => logOf(steps, laws.map((law, i) => law + (i === k ? shift : 0)) as never)
          // Fourth order, so that its own error does not count.
          const difference = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
          expect(Math.abs(slope[k]! - difference)).toBeLessThan(1e-5 * Math.max(1, Math.abs(difference)))
        }
      }),
      { numRuns: 500 }
    ))

  it("is finite and falls steadily however hopeless a point is", () => {
    const steps = stepsOf(
      [
        [1, 3],
        [2, 2],
        [3, 1]
      ],
      reference
    )
    let before = Infinity
    for (const distance of [0, 1, 10, 100, 1e3, 1e4, 1e5, 1e6]) {
      const slope = new Float64Array(4)
      const value = logOf(steps, [-distance, 1, -distance, 1], slope)
      expect(Number.isFinite(value)).toBe(true)
      expect(slope.every(Number.isFinite)).toBe(true)
      expect(value).toBeLessThan(before)
      before = value
    }
  })

  it("grows with either mean", () =>
    fc.assert(
      fc.property(pairs, anyLaws, (front, laws) => {
        const slope = new Float64Array(4)
        logOf(stepsOf(front, reference), laws, slope)
        expect(slope[0]).toBeGreaterThanOrEqual(0)
        expect(slope[2]).toBeGreaterThanOrEqual(0)
      })
    ))
})
