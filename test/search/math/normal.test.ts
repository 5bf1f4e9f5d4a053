import { assert, describe, it } from "@effect/vitest"
import { erfcx } from "../../../src/search/math/erfcx.ts"
import { logImprovement, logImprovementSlope } from "../../../src/search/math/expectedImprovement.ts"
import { matern52, matern52All } from "../../../src/search/math/matern.ts"
import { logNormalCdf, millsRatio, normalCdf, normalQuantile } from "../../../src/search/math/normal.ts"

/** All expected values were computed with at least 50 digits. */
const agrees = (actual: number, expected: number, tolerance: number, where: string): void =>
  assert.isAtMost(Math.abs(actual - expected), tolerance * Math.abs(expected), where)

describe("erfcx", () => {
  it.each([
    [-3, 16205.988853999586],
    [-0.5, 1.952360489182557],
    [0, 1],
    [0.1, 0.8964569799691267],
    [0.5, 0.6156903441929259],
    [1, 0.427583576155807],
    [2.5, 0.2108063640611436],
    [3, 0.17900115118138996],
    [7, 0.07980005432915294],
    [10, 0.05614099274382259],
    [30, 0.01879588886141675],
    [1000, 0.0005641893014533876]
  ])("at %d", (x, expected) => agrees(erfcx(x), expected, 4e-15, String(x)))

  it("ends at 0 and overflows to Infinity", () => {
    assert.strictEqual(erfcx(Infinity), 0)
    assert.strictEqual(erfcx(-30), Infinity)
  })
})

describe("the normal distribution", () => {
  it.each([
    [-35, 1.1249107064724062e-268],
    [-10, 7.619853024160525e-24],
    [-3, 0.0013498980316300946],
    [-1, 0.15865525393145705],
    [0, 0.5],
    [0.5, 0.691462461274013],
    [2, 0.9772498680518208],
    [6, 0.9999999990134123]
  ])("has the probability below %d", (z, expected) => agrees(normalCdf(z), expected, 2e-14, String(z)))

  it.each([
    [-100, -5005.524208694205],
    [-10, -53.23128515051247],
    [-1, -1.8410216450092636],
    [0, -0.6931471805599453],
    [1, -0.17275377902344988],
    [5, -2.866516129637636e-7]
  ])("has the log probability below %d", (z, expected) => agrees(logNormalCdf(z), expected, 1e-14, String(z)))

  it.each([
    [1e-300, -37.0470962993612],
    [1e-12, -7.034483825301132],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.3, -0.5244005127080408],
    [0.49, -0.025068908258711036],
    [0.7, 0.5244005127080408]
  ])("has the quantile of %d", (p, expected) => agrees(normalQuantile(p), expected, 1e-13, String(p)))

  it("has the median 0 and infinite ends", () => {
    assert.strictEqual(Math.abs(normalQuantile(0.5)), 0)
    assert.strictEqual(normalQuantile(0), -Infinity)
    assert.strictEqual(normalQuantile(1), Infinity)
  })

  it("has Mills' ratio √(π/2) at 0", () => agrees(millsRatio(0), Math.sqrt(Math.PI / 2), 1e-15, "0"))
})

describe("log expected improvement", () => {
  it.each([
    [3, 1.0987396653277077, 0.3328409684517952],
    [0.5, -0.3598276837450638, 0.9909227180041099],
    [0, -0.9189385332046728, 1.2533141373155003],
    [-0.9, -2.2982829894596515, 1.8326998049212273],
    [-1, -2.4851210257126413, 1.9042712333296918],
    [-1.001, -2.4870256579553893, 1.9049932727342131],
    [-5, -16.74430116266099, 5.361816241288088],
    [-10, -55.55312203612235, 10.194383033412553],
    [-19.9, -204.9128876949217, 19.999754282210965],
    [-20.1, -208.9327404166246, 20.198776124515668],
    [-26, -345.439546722318, 26.0765851866327],
    [-50, -1258.744182868461, 50.03995213387265],
    [-400, -80012.901886377, 400.0049999062541],
    [-1000, -500014.73445209116, 1000.001999994],
    [-1e5, -5000000023.94479, 100000.00002],
    [-1e8, -5000000000000038, 100000000.00000001]
  ])("and its slope at %d", (z, value, slope) => {
    agrees(logImprovement(z), value, 1e-13, String(z))
    agrees(logImprovementSlope(z), slope, 2e-12, String(z))
  })

  it("rises everywhere", () => {
    for (let z = -60; z < 5; z += 0.01) assert.isAbove(logImprovement(z + 0.01), logImprovement(z), String(z))
  })
})

describe("the Matérn-5/2 kernel", () => {
  const slopeAt = (squared: number): number => {
    const [values, slopes] = [new Float64Array(1), new Float64Array(1)]
    matern52All(Float64Array.of(squared), values, slopes)
    assert.strictEqual(values[0], matern52(squared))
    return slopes[0]!
  }

  it.each([
    [0.01, 0.9917592361711777, -0.8153600650221337],
    [0.25, 0.8286491424181253, -0.5770264050179663],
    [1, 0.5239941088318203, -0.2882201939426478],
    [9, 0.02772342191462581, -0.007842165415190885]
  ])("and its slope at the squared distance %d", (squared, value, slope) => {
    agrees(matern52(squared), value, 1e-15, String(squared))
    agrees(slopeAt(squared), slope, 1e-15, String(squared))
  })

  it("is 1 with a finite slope at distance 0", () => {
    assert.strictEqual(matern52(0), 1)
    assert.strictEqual(slopeAt(0), -5 / 6)
  })
})
