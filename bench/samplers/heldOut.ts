/** Problems on which constants may be chosen, as no published table is made of them. */
import { rngFor } from "../../src/search/math/rng.ts"
import { choice, float, int } from "../../src/search/space/distributions.ts"
import { boxed, sumOver, type Problem } from "./Problem.ts"
import { shifted } from "./wrappers.ts"

/**
 * Four Gaussian valleys at random places, stretched at random in each direction. The deepest two, 3.2 and 3 deep but for
 * what the others add, compete.
 */
const valleys = (dimensions: number, seed: number): Problem => {
  const rng = rngFor(seed, dimensions, "bench.valleys")
  const depths = [3.2, 3, 1.2, 1]
  const centres = depths.map(() => Array.from({ length: dimensions }, () => rng.uniform()))
  const widths = depths.map(() => Array.from({ length: dimensions }, () => 20 * 200 ** -rng.uniform()))
  const value = (x: ReadonlyArray<number>): number =>
    -sumOver(depths, (depth, i) => depth * Math.exp(-sumOver(x, (v, k) => widths[i]![k]! * (v - centres[i]![k]!) ** 2)))
  return boxed(`valleys${dimensions}-${seed}`, dimensions, [0, 1], leastNear(value, centres), value)
}

/** Two wells in every direction, of which one is deeper; all of it turned a little. */
const wells = (dimensions: number): Problem => {
  const value = (x: ReadonlyArray<number>): number => {
    const y = x.map((v, k) => v - 0.2 + 0.2 * x[(k + 1) % x.length]!)
    return sumOver(y, (v, k) => (v * v - 1) ** 2 + (k % 2 === 0 ? 0.25 : -0.25) * v)
  }
  const starts = Array.from({ length: 2 ** dimensions }, (_, bits) =>
    Array.from({ length: dimensions }, (_, k) => (((bits >> k) & 1) === 0 ? 0.75 : 0.25))
  )
  const inBox = (x: ReadonlyArray<number>): number => value(x.map((v) => -2 + 4.5 * v))
  return boxed(`wells${dimensions}`, dimensions, [-2, 2.5], leastNear(inBox, starts), value)
}

/** Steep, narrow valleys along the axes (Michalewicz 1992). */
const michalewicz = boxed(
  "michalewicz5",
  5,
  [0, Math.PI],
  -4.687658179,
  (x) => -sumOver(x, (v, i) => Math.sin(v) * Math.sin(((i + 1) * v * v) / Math.PI) ** 20)
)

/** Five kinds, each with a rippled bowl of its own in five params: the best kind is 0.15 better than the next. */
const kinds = (seed: number): Problem => {
  const names = ["a", "b", "c", "d", "e"] as const
  const rng = rngFor(seed, 0, "bench.kinds")
  const order = names.map((_, i) => i)
  const bias = order.map((_, i) => 0.15 * ((i + seed) % names.length))
  const centres = order.map(() => [0, 1, 2, 3].map(() => 0.1 + 0.8 * rng.uniform()))
  const slopes = order.map(() => [0, 1, 2, 3].map(() => 2 + 10 * rng.uniform()))
  return {
    name: `kinds-${seed}`,
    space: {
      kind: choice(...names),
      u: float(0, 1),
      v: float(0, 1),
      w: float(-1, 1),
      rate: float(1e-4, 1, { log: true })
    },
    optimum: 0,
    value: (params) => {
      const kind = names.findIndex((name) => name === params["kind"])
      const rate = 1 + Math.log10(Number(params["rate"])) / 4
      const x = [Number(params["u"]), Number(params["v"]), (Number(params["w"]) + 1) / 2, rate]
      const bowl = sumOver(x, (v, k) => slopes[kind]![k]! * (v - centres[kind]![k]!) ** 2)
      return bias[kind]! + bowl + 0.3 * (1 - Math.cos(9 * (x[0]! - centres[kind]![0]!)))
    }
  }
}

/** The least value that coordinate search finds from the starts. */
const leastNear = (
  value: (x: ReadonlyArray<number>) => number,
  starts: ReadonlyArray<ReadonlyArray<number>>
): number => {
  let least = Infinity
  for (const start of starts) {
    let x = start
    let here = value(x)
    for (let step = 0.1; step > 1e-9;) {
      const before = here
      for (let k = 0; k < x.length; k++) {
        for (const move of [-step, step]) {
          const next = x.map((v, j) => (j === k ? Math.min(1, Math.max(0, v + move)) : v))
          if (value(next) < here) {
            x = next
            here = value(x)
          }
        }
      }
      if (here === before) step /= 2
    }
    least = Math.min(least, here)
  }
  return least
}

/** An ill-conditioned bowl turned out of its axes by fixed reflections. */
const turnedBowl = (dimensions: number): Problem => {
  const rng = rngFor(5, dimensions, "bench.bowl")
  const normals = Array.from({ length: 2 }, () => Array.from({ length: dimensions }, () => rng.normal()))
  return boxed(`bowl${dimensions}`, dimensions, [-4, 5], 0, (x) => {
    let y = x.map((v, k) => v - 1 - 0.3 * k)
    for (const normal of normals) {
      const share = (2 * sumOver(normal, (n, k) => n * y[k]!)) / sumOver(normal, (n) => n * n)
      y = y.map((v, k) => v - share * normal[k]!)
    }
    return sumOver(y, (v, k) => 1000 ** (k / (dimensions - 1)) * v * v)
  })
}

const goldsteinPrice = boxed("goldstein2", 2, [-2, 2], 3, ([x = 0, y = 0]) => {
  const a = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y)
  return a * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y))
})

const griewank = boxed("griewank5", 5, [-20, 30], 0, (x) => {
  const product = x.reduce((total, v, k) => total * Math.cos(v / Math.sqrt(k + 1)), 1)
  return 1 + sumOver(x, (v) => v * v) / 40 - product
})

const dixonPrice = boxed(
  "dixonprice4",
  4,
  [-10, 8],
  0,
  (x) => (x[0]! - 1) ** 2 + sumOver(x.slice(1), (v, i) => (i + 2) * (2 * v * v - x[i]!) ** 2)
)

const schwefel = boxed("schwefel3", 3, [-500, 500], 0, (x) =>
  sumOver(x, (v) => 418.98288727243374 - v * Math.sin(Math.sqrt(Math.abs(v))))
)

/** Training a network: units and layers against a learning rate, with params that only some optimisers have. */
const network: Problem = {
  name: "network",
  space: {
    lr: float(1e-5, 1e-1, { log: true }),
    units: int(8, 512, { log: true }),
    norm: choice("none", "batch", "layer"),
    optimizer: choice({
      adam: { beta: float(0.5, 0.999) },
      sgd: { momentum: float(0, 0.99), schedule: choice("step", "cosine", "none") },
      rms: {}
    })
  },
  optimum: 0,
  value: (params) => {
    const rate = Math.log10(Number(params["lr"]))
    const width = Math.log2(Number(params["units"])) - 6
    const optimizer = params["optimizer"] as { readonly type: string; readonly [name: string]: unknown }
    const norm = params["norm"] === "layer" ? 0 : params["norm"] === "batch" ? 0.1 + 0.05 * width ** 2 : 0.25
    if (optimizer.type === "adam") {
      return norm + 0.1 + (rate + 3) ** 2 / 2 + (width - 1) ** 2 / 10 + 2 * (Number(optimizer["beta"]) - 0.9) ** 2
    }
    if (optimizer.type === "rms") return norm + 0.4 + (rate + 3.5) ** 2 / 2 + width ** 2 / 10
    const schedule = optimizer["schedule"] === "cosine" ? 0 : 0.2
    const momentum = Number(optimizer["momentum"]) - 0.8
    return norm + schedule + (rate + 1.7) ** 2 / 2 + (width + rate + 1.7) ** 2 / 10 + 3 * momentum ** 2
  }
}

/** All of them. */
export const heldOut: ReadonlyArray<Problem> = [
  valleys(6, 1),
  valleys(6, 2),
  valleys(6, 3),
  wells(5),
  michalewicz,
  kinds(1),
  kinds(2),
  turnedBowl(5),
  shifted(goldsteinPrice, 1),
  griewank,
  shifted(dixonPrice, 2),
  shifted(schwefel, 3),
  network
]
