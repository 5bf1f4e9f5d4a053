/** Problems over real numbers. Their boxes are such that no optimum lies in the middle. */
import type { Params } from "../../src/search/SearchSpace.ts"
import { float } from "../../src/search/space/distributions.ts"
import { hartmann3, hartmann6 } from "./hartmann.ts"
import { boxed, sumOver, type Problem } from "./Problem.ts"

/** Three equal minima. */
export const branin: Problem = {
  name: "branin",
  space: { x1: float(-5, 10), x2: float(0, 15) },
  optimum: 10 / (8 * Math.PI),
  value: (params: Params) => {
    const [a, b] = [Number(params["x1"]), Number(params["x2"])]
    const bend = b - (5.1 / (4 * Math.PI ** 2)) * a ** 2 + (5 / Math.PI) * a - 6
    return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10
  }
}

/** Shallow waves around a funnel. */
export const ackley = (dimensions: number): Problem =>
  boxed(
    `ackley${dimensions}`,
    dimensions,
    [-5, 10],
    0,
    (x) =>
      -20 * Math.exp(-0.2 * Math.sqrt(sumOver(x, (v) => v * v) / x.length)) -
      Math.exp(sumOver(x, (v) => Math.cos(2 * Math.PI * v)) / x.length) +
      20 +
      Math.E
  )

/** Waves in a bowl, in any number of dimensions. */
export const levyValue = (x: ReadonlyArray<number>): number => {
  const w = x.map((v) => 1 + (v - 1) / 4)
  const last = w.at(-1)!
  return (
    Math.sin(Math.PI * w[0]!) ** 2 +
    sumOver(w.slice(0, -1), (v) => (v - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * v + 1) ** 2)) +
    (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
  )
}

/** The eight continuous problems on which other libraries were measured. */
export const continuous: ReadonlyArray<Problem> = [
  branin,
  boxed("hartmann3", 3, [0, 1], -3.862779787332663, hartmann3),
  boxed("hartmann6", 6, [0, 1], -3.322368011415515, hartmann6),
  ackley(10),
  boxed("rosenbrock5", 5, [-5, 10], 0, (x) =>
    sumOver(x.slice(1), (next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2)
  ),
  boxed("levy4", 4, [-10, 10], 0, levyValue),
  boxed("rastrigin4", 4, [-3, 4], 0, (x) => 10 * x.length + sumOver(x, (v) => v * v - 10 * Math.cos(2 * Math.PI * v))),
  boxed("styblinski5", 5, [-5, 5], 5 * -39.16616570377142, (x) => 0.5 * sumOver(x, (v) => v ** 4 - 16 * v * v + 5 * v))
]
