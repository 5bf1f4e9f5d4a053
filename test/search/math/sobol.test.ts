import { assert, describe, it } from "@effect/vitest"
import { isPrimitive, primitivePolynomials } from "../../../src/search/math/primitivePolynomials.ts"
import { directionsFrom, mostSobolDimensions, sobolDigits, sobolPoint } from "../../../src/search/math/sobol.ts"
import { sobolDirections } from "../../../src/search/math/sobolDirections.ts"

const pointsOf = (count: number, dimensions: number, seed: number, shift = 0): ReadonlyArray<Float64Array> =>
  Array.from({ length: count }, (_, index) => sobolPoint(sobolDigits(index, dimensions, seed), seed, shift))

describe("primitive polynomials over GF(2)", () => {
  it("are as many of each degree s as there must be, φ(2^s − 1)/s", () => {
    const degrees = primitivePolynomials(100).map((polynomial) => 31 - Math.clz32(polynomial))
    const counts = Array.from({ length: 9 }, (_, s) => degrees.filter((degree) => degree === s + 1).length)
    assert.deepStrictEqual(counts, [1, 1, 2, 2, 6, 6, 18, 16, 48])
  })

  it("are not mistaken for reducible ones, nor for irreducible ones of a smaller order", () => {
    assert.isFalse(isPrimitive(0b101), "x² + 1 = (x + 1)²")
    assert.isFalse(isPrimitive(0b11111), "x⁴ + x³ + x² + x + 1 divides x⁵ + 1")
    assert.isTrue(isPrimitive(0b10011), "x⁴ + x + 1")
  })
})

describe("the table of direction numbers", () => {
  it("has a primitive polynomial of its own for each dimension, and odd numbers below 2ⁱ", () => {
    assert.strictEqual(mostSobolDimensions, 64)
    assert.strictEqual(new Set(sobolDirections.map(([polynomial]) => polynomial)).size, 63)
    for (const [polynomial, ...starts] of sobolDirections) {
      assert.isTrue(isPrimitive(polynomial!))
      assert.strictEqual(starts.length, 31 - Math.clz32(polynomial!))
      starts.forEach((start, i) => {
        assert.strictEqual(start % 2, 1)
        assert.isBelow(start, 2 ** (i + 1))
      })
    }
  })

  it("continues by the recurrence: x + 1 gives 1, 3, 5, 15, 17, 51, 85, 255", () => {
    const numbers = [...directionsFrom(3, [1])].slice(0, 8).map((direction, i) => direction / 2 ** (31 - i))
    assert.deepStrictEqual(numbers, [1, 3, 5, 15, 17, 51, 85, 255])
  })
})

describe("the scrambled Sobol sequence", () => {
  it.each([0, 7])("puts one of 2^m points into each of 2^m intervals, in every dimension (shift %d)", (shift) => {
    const points = pointsOf(256, 64, 5, shift)
    for (let k = 0; k < 64; k++) {
      assert.strictEqual(new Set(points.map((point) => Math.floor(point[k]! * 256))).size, 256, `dimension ${k}`)
    }
  })

  it("puts one of 2^m points into every elementary box of its first two dimensions", () => {
    const points = pointsOf(64, 2, 11)
    for (let p = 0; p <= 6; p++) {
      const boxes = points.map(([x, y]) => Math.floor(x! * 2 ** p) * 64 + Math.floor(y! * 2 ** (6 - p)))
      assert.strictEqual(new Set(boxes).size, 64, `boxes of 2^-${p} × 2^-${6 - p}`)
    }
  })

  it("spreads 1,024 points over 16 × 16 boxes evenly: perfectly in its first 8 dimensions, better than chance in 64", () => {
    const points = pointsOf(1024, 64, 3)
    // χ² with 255 degrees of freedom, where points are independent.
    const unevenness = (a: number, b: number): number => {
      const counts = new Uint16Array(256)
      for (const point of points) counts[Math.floor(point[a]! * 16) * 16 + Math.floor(point[b]! * 16)]!++
      return counts.reduce((sum, count) => sum + (count - 4) ** 2 / 4, 0)
    }
    const mean = (dimensions: number): number => {
      let sum = 0
      for (let a = 0; a < dimensions; a++) for (let b = 0; b < a; b++) sum += unevenness(a, b)
      return sum / ((dimensions * (dimensions - 1)) / 2)
    }
    assert.strictEqual(mean(8), 0)
    assert.isBelow(mean(64), 150)
  })

  it("integrates a smooth function in 10 dimensions 20 times better than the error of random points", () => {
    const count = 1024
    const errors = Array.from({ length: 8 }, (_, seed) => {
      let sum = 0
      for (const point of pointsOf(count, 10, seed))
        sum += point.reduce((product, x) => product * (1 + (x - 0.5) / 2), 1)
      return sum / count - 1
    })
    const deviation = Math.sqrt((1 + 1 / 48) ** 10 - 1) / Math.sqrt(count)
    assert.isBelow(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length), deviation / 20)
  })

  it("is another one for another seed and another shift, and never touches 0 or 1", () => {
    assert.notDeepEqual(pointsOf(4, 3, 1), pointsOf(4, 3, 2))
    assert.notDeepEqual(pointsOf(4, 3, 1, 0), pointsOf(4, 3, 1, 1))
    for (const point of [...pointsOf(64, 8, 1), sobolPoint(sobolDigits(2 ** 32 - 1, 8, 1), 1, 0)]) {
      for (const x of point) assert.isTrue(x > 0 && x < 1)
    }
  })
})
