/** Problems whose best values lie outside of what is allowed, as a trial's result tells. */
import type { Params } from "../../src/search/SearchSpace.ts"
import { float } from "../../src/search/space/distributions.ts"
import { branin, continuous } from "./continuous.ts"
import { boxed, sumOver, type Problem } from "./Problem.ts"

const numbersOf = (params: Params): ReadonlyArray<number> => Object.values(params).map(Number)

/** Three small allowed islands, at the edge of which the value is best (Gardner et al. 2014, simulation 2). */
const islands: Problem = {
  name: "islands",
  space: { x: float(0, 6), y: float(0, 6) },
  optimum: 0.2532358975,
  value: (params) => {
    const [x = 0, y = 0] = numbersOf(params)
    return Math.sin(x) + y
  },
  violations: (params) => {
    const [x = 0, y = 0] = numbersOf(params)
    return [Math.sin(x) * Math.sin(y) + 0.95]
  }
}

/** Two constraints, both active at the optimum or near it (Gramacy et al. 2016, "Modeling an augmented Lagrangian"). */
const curved: Problem = {
  ...boxed("curved", 2, [0, 1], 0.599788052, (x) => sumOver(x, (v) => v)),
  violations: (params) => {
    const [a = 0, b = 0] = numbersOf(params)
    return [1.5 - a - 2 * b - 0.5 * Math.sin(2 * Math.PI * (a * a - 2 * b)), a * a + b * b - 1.5]
  }
}

/** Branin inside a disc that holds two of its three minima. */
const disc: Problem = {
  ...branin,
  name: "disc",
  violations: (params) => {
    const [a = 0, b = 0] = numbersOf(params)
    return [(a - 2.5) ** 2 + (b - 7.5) ** 2 - 50]
  }
}

/** Hartmann's six-dimensional function inside the unit ball, a thirteenth of the cube. */
const ball: Problem = {
  ...continuous.find(({ name }) => name === "hartmann6")!,
  name: "ball",
  violations: (params) => [Math.sqrt(sumOver(numbersOf(params), (v) => v * v)) - 1]
}

/** A latency that grows with the network, in another unit and by orders of magnitude; what is allowed is a corner of the space. */
const latency: Problem = {
  name: "latency",
  space: {
    width: float(16, 1024, { log: true }),
    depth: float(1, 12),
    rate: float(1e-5, 1, { log: true }),
    dropout: float(0, 0.9)
  },
  optimum: 0.0697073661,
  value: (params) => {
    const [width = 1, depth = 1, rate = 1, dropout = 0] = numbersOf(params)
    const size = Math.log2(width) + depth
    const e = Math.log10(rate) + 3 - 0.05 * depth
    return 0.05 + 1.2 * Math.exp(-0.25 * size) + 0.06 * e * e + 0.3 * (dropout - 0.02 * size) ** 2
  },
  violations: (params) => {
    const [width = 1, depth = 1] = numbersOf(params)
    return [0.02 * width * Math.sqrt(depth) - 1.5]
  }
}

/** All of them. */
export const constrained: ReadonlyArray<Problem> = [islands, curved, disc, ball, latency]
