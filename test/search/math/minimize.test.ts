import { assert, describe, it } from "@effect/vitest"
import { latinHypercube } from "../../../src/search/math/latinHypercube.ts"
import { minimize, type Objective } from "../../../src/search/math/minimize.ts"
import { rngFor } from "../../../src/search/math/rng.ts"

const rosenbrock: Objective = (x, gradient) => {
  gradient.fill(0)
  let value = 0
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! ** 2
    value += 100 * bend ** 2 + (1 - x[i]!) ** 2
    gradient[i]! += -400 * x[i]! * bend - 2 * (1 - x[i]!)
    gradient[i + 1]! += 200 * bend
  }
  return value
}

const box = (size: number, bound: number): Float64Array => new Float64Array(size).fill(bound)

describe("minimize", () => {
  it.each([2, 5, 10])("finds the bottom of Rosenbrock's valley in %d dimensions", (size) => {
    const { evaluations, point, value } = minimize(rosenbrock, box(size, -1.2), box(size, -5), box(size, 5), {
      iterations: 500
    })
    assert.isBelow(value, 1e-10)
    for (const x of point) assert.closeTo(x, 1, 1e-4)
    assert.isBelow(evaluations, 300)
  })

  it("stops at the bounds that hold the minimum off", () => {
    // Of Σ i (xᵢ − i)² in [0, 2]⁴ the minimum is at (0, 1, 2, 2).
    const bowl: Objective = (x, gradient) => {
      let value = 0
      for (let i = 0; i < x.length; i++) {
        value += (i + 1) * (x[i]! - i) ** 2
        gradient[i] = 2 * (i + 1) * (x[i]! - i)
      }
      return value
    }
    const { point } = minimize(bowl, box(4, 0.5), box(4, 0), box(4, 2))
    const expected = [0, 1, 2, 2]
    expected.forEach((x, i) => assert.closeTo(point[i]!, x, 1e-6))
  })

  it("stays in the box, and never ends above its start", () => {
    const rng = rngFor(3, 0, "minimize")
    for (let round = 0; round < 50; round++) {
      const start = Float64Array.from({ length: 3 }, () => rng.normal())
      const lower = start.map((x) => x - rng.uniform())
      const upper = start.map((x) => x + rng.uniform())
      const objective: Objective = (x, gradient) => {
        x.forEach((value, i) => assert.isTrue(value >= lower[i]! && value <= upper[i]!))
        return rosenbrock(x, gradient)
      }
      assert.isAtMost(minimize(objective, start, lower, upper).value, rosenbrock(start, new Float64Array(3)))
    }
  })

  it("treats values that are not finite as a wall", () => {
    const walled: Objective = (x, gradient) => {
      gradient[0] = 1 - 1 / x[0]!
      return x[0]! <= 0.5 ? Number.NaN : x[0]! - Math.log(x[0]!)
    }
    const { point } = minimize(walled, Float64Array.of(8), Float64Array.of(-10), Float64Array.of(10))
    assert.closeTo(point[0]!, 1, 1e-5)
  })
})

describe("a Latin hypercube", () => {
  it("has one point in every interval of every dimension", () => {
    const points = latinHypercube(9, 4, rngFor(5, 0, "hypercube"))
    for (let k = 0; k < 4; k++) {
      const intervals = Array.from({ length: 9 }, (_, i) => Math.floor(points[i * 4 + k]! * 9))
      assert.deepStrictEqual(intervals.sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8])
    }
  })
})
