import { assert, describe, it } from "@effect/vitest"
import { gp } from "../../../src/search/samplers/gp.ts"
import { random } from "../../../src/search/samplers/random.ts"
import type { Sampler } from "../../../src/search/Sampler.ts"
import type { Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { choice, float, int } from "../../../src/search/space/distributions.ts"
import { play } from "./gp-play.ts"

interface Problem {
  readonly name: string
  readonly space: SearchSpace
  readonly value: (params: Params) => number
  readonly optimum: number
  /** What the median must at least reach as a part of random's. */
  readonly share: number
}

/** Dixon and Szegő 1978. */
const branin: Problem = {
  name: "Branin",
  space: { x: float(-5, 10), y: float(0, 15) },
  value: (params) => {
    const [x, y] = [Number(params.x), Number(params.y)]
    const bend = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6
    return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10
  },
  optimum: 10 / (8 * Math.PI),
  share: 0.01
}

const heights = [1, 1.2, 3, 3.2]
const widths = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14]
]
const centres = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]
]

/** Hartman 1973, in six dimensions. */
const hartmann6: Problem = {
  name: "Hartmann6",
  space: Object.fromEntries(Array.from({ length: 6 }, (_, k) => [`x${k}`, float(0, 1)])),
  value: (params) => {
    let total = 0
    heights.forEach((height, peak) => {
      let squared = 0
      for (let k = 0; k < 6; k++) squared += widths[peak]![k]! * (Number(params[`x${k}`]) - centres[peak]![k]!) ** 2
      total -= height * Math.exp(-squared)
    })
    return total
  },
  optimum: -3.322368011415515,
  share: 0.2
}

/** A learning rate whose best place depends on the optimiser, each with params of its own. */
const conditional: Problem = {
  name: "a conditional space",
  space: {
    learningRate: float(1e-5, 1e-1, { log: true }),
    units: int(8, 512, { log: true }),
    optimizer: choice({
      adam: { beta: float(0.5, 0.999) },
      sgd: { momentum: float(0, 0.99), schedule: choice("step", "cosine", "none") },
      rms: {}
    })
  },
  value: (params) => {
    const rate = Math.log10(Number(params.learningRate))
    const width = Math.log2(Number(params.units))
    const optimizer = params.optimizer as { readonly type: string; readonly [name: string]: unknown }
    if (optimizer.type === "adam") {
      return 0.1 + (rate + 3) ** 2 / 2 + (width - 7) ** 2 / 10 + 2 * (Number(optimizer.beta) - 0.9) ** 2
    }
    if (optimizer.type === "rms") return 0.4 + (rate + 3.5) ** 2 / 2 + (width - 6) ** 2 / 10
    const momentum = 3 * (Number(optimizer.momentum) - 0.8) ** 2 + (optimizer.schedule === "cosine" ? 0 : 0.2)
    return (rate + 1.7) ** 2 / 2 + (width - 6 + (rate + 1.7)) ** 2 / 10 + momentum
  },
  optimum: 0,
  share: 0.5
}

const medianRegret = (sampler: Sampler, { optimum, space, value }: Problem): number => {
  const regrets = Array.from({ length: 10 }, (_, seed) => {
    const trials = play(sampler, space, value, 40, { seed })
    return Math.min(...trials.map(({ values }) => values![0]!)) - optimum
  }).sort((a, b) => a - b)
  return (regrets[4]! + regrets[5]!) / 2
}

describe("gp against random, the median regret of 10 studies of 40 trials", () => {
  it.each([branin, hartmann6, conditional])("$name", (problem) => {
    const [ours, theirs] = [medianRegret(gp(), problem), medianRegret(random(), problem)]
    assert.isBelow(ours, problem.share * theirs, `gp ${ours}, random ${theirs}`)
  })
})
