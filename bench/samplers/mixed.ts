/** Problems over numbers, categories and branches. */
import type { Params } from "../../src/search/SearchSpace.ts"
import { choice, float, int } from "../../src/search/space/distributions.ts"
import type { Problem } from "./Problem.ts"

/** Per activation: its bias, and where the optimum of the others lies (x, y, log10 lr, depth). */
const activations = {
  relu: [0.3, 0.5, -0.8, -3, 4],
  gelu: [0, -1, 0.6, -2.5, 6],
  tanh: [0.15, 1.2, 1, -3.7, 3],
  sin: [0.6, -0.3, -1.4, -2, 2]
} as const

/** The category decides where the optimum of all the others lies. */
export const mixed: Problem = {
  name: "mixed",
  space: {
    x: float(-2, 2),
    y: float(-2, 2),
    lr: float(1e-5, 1e-1, { log: true }),
    depth: int(1, 8),
    act: choice("relu", "gelu", "tanh", "sin")
  },
  optimum: 0,
  value: (params) => {
    const [bias, cx, cy, cu, cd] = activations[params["act"] as keyof typeof activations]
    const [dx, dy, dd] = [Number(params["x"]) - cx, Number(params["y"]) - cy, Number(params["depth"]) - cd]
    const du = Math.log10(Number(params["lr"])) - cu - 0.1 * dd
    const ripple = 0.3 * (1 - Math.cos(3 * Math.PI * dx))
    return bias + dx ** 2 + dy ** 2 + 0.5 * dx * dy + ripple + 0.8 * du ** 2 + 0.05 * dd ** 2
  }
}

const branchOf = (params: Params, name: string): { readonly type: string; readonly [name: string]: unknown } =>
  params[name] as { readonly type: string; readonly [name: string]: unknown }

/** Two optimisers with a param of their own each; the best of sgd is 0.1. */
export const conditional: Problem = {
  name: "conditional",
  space: {
    optimizer: choice({ sgd: { momentum: float(0, 0.99) }, adam: { beta: float(0.5, 0.999) } }),
    lr: float(1e-5, 1, { log: true })
  },
  optimum: 0,
  value: (params) => {
    const u = Math.log10(Number(params["lr"]))
    const optimizer = branchOf(params, "optimizer")
    if (optimizer.type === "sgd") {
      const momentum = Number(optimizer["momentum"])
      const e = u - Math.log10(1 - momentum) + 0.5
      return 0.1 + 0.4 * e ** 2 + 2 * (momentum - 0.9) ** 2
    }
    const [v, w] = [u + 3, Number(optimizer["beta"]) - 0.95]
    return 0.6 * v ** 2 + 8 * w ** 2 + 0.4 * v * w + 0.05 * (1 - Math.cos(6 * Math.PI * v))
  }
}

const cells = { a: [0.4, 0.7, 0.9], b: [0.5, 0.2, 0.8], c: [0.6, 0.1, 0.3], d: [1, 0.35, 0] }

/** Twelve cells of a table, without an order. */
export const categories: Problem = {
  name: "categories12",
  space: { row: choice("a", "b", "c", "d"), column: choice("x", "y", "z") },
  optimum: 0,
  value: (params) => cells[params["row"] as keyof typeof cells]["xyz".indexOf(String(params["column"]))]!
}
