import { assert, describe, it } from "@effect/vitest"
import { heldOut } from "../../bench/samplers/heldOut.ts"
import { conditional } from "../../bench/samplers/mixed.ts"
import { optuna } from "../../bench/samplers/optuna.ts"
import type { Problem } from "../../bench/samplers/Problem.ts"
import { compared, further, problems } from "../../bench/samplers/problems.ts"
import { failing, noisy, permuted, shifted } from "../../bench/samplers/wrappers.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { Params, SearchSpace } from "../../src/search/SearchSpace.ts"
import { sampleParams } from "../../src/search/space/sample.ts"
import { misfit } from "../support/spaces.ts"
import { checkPoints } from "./checkPoints.ts"

/** Flat params as the conditional space has them. */
const nested = (name: string, params: Params): Params => {
  if (name !== conditional.name) return params
  const { optimizer, lr, ...rest } = params
  return { optimizer: { type: String(optimizer), ...rest }, lr: lr! }
}

/** Optima, as params. */
const optima: Readonly<Record<string, Params>> = {
  branin: { x1: Math.PI, x2: 2.275 },
  hartmann3: { x1: 0.114589, x2: 0.555649, x3: 0.852547 },
  hartmann6: { x1: 0.20169, x2: 0.150011, x3: 0.476874, x4: 0.275332, x5: 0.311652, x6: 0.657301 },
  ackley10: filled(10, 0),
  ackley5: filled(5, 0),
  rosenbrock5: filled(5, 1),
  levy4: filled(4, 1),
  rastrigin4: filled(4, 0),
  styblinski5: filled(5, -2.903534027771177),
  mixed: { x: -1, y: 0.6, lr: 10 ** -2.5, depth: 6, act: "gelu" },
  conditional: { optimizer: { type: "adam", beta: 0.95 }, lr: 1e-3 },
  categories12: { row: "d", column: "z" }
}

function filled(dimensions: number, value: number): Params {
  return Object.fromEntries(Array.from({ length: dimensions }, (_, k) => [`x${k + 1}`, value]))
}

const draws = ({ space }: Problem, count: number): ReadonlyArray<Params> => {
  const rng = rngFor(3, 0, "draws")
  return Array.from({ length: count }, () => sampleParams(space, rng))
}

describe("the problems", () => {
  it.each(compared)("$name has the values that were worked out elsewhere", ({ name, space, value }) => {
    const points = checkPoints[name]!
    assert.isAtLeast(points.length, 4)
    for (const [flat, expected] of points) {
      const params = nested(name, flat)
      assert.isUndefined(misfit(space, params))
      assert.closeTo(value(params), expected, 1e-12 * Math.max(1, Math.abs(expected)))
    }
  })

  it.each([...compared, ...further.slice(0, 2)])("$name has its optimum where it is said to be", (problem) => {
    const { name, optimum, space, value } = problem
    const best = optima[name]!
    assert.isUndefined(misfit(space, best))
    assert.closeTo(value(best), optimum, 1e-9 * Math.max(1, Math.abs(optimum)))
  })

  it.each(problems)("$name has no value below its optimum among 2,000 points", (problem) => {
    for (const params of draws(problem, 2000)) assert.isAtLeast(problem.value(params), problem.optimum)
  })

  it("have names of their own, and a row of Optuna's each where they are compared", () => {
    assert.strictEqual(new Set(problems.map(({ name }) => name)).size, problems.length)
    assert.deepStrictEqual(
      compared.map(({ name }) => name),
      Object.keys(optuna)
    )
    for (const row of Object.values(optuna)) {
      for (const [first, median, third] of Object.values(row)) assert.isTrue(first <= median && median <= third)
    }
  })
})

describe("wrappers", () => {
  const [first] = draws(compared[0]!, 1)

  it("noisy adds noise to what is reported, not to the value", () => {
    const problem = noisy(compared[0]!, 2)
    const reports = Array.from({ length: 4000 }, (_, seed) => problem.observe!(first!, rngFor(seed, 0, "noise"))!)
    const mean = reports.reduce((a, b) => a + b, 0) / reports.length
    const deviation = Math.sqrt(reports.reduce((a, b) => a + (b - mean) ** 2, 0) / reports.length)
    assert.closeTo(mean, compared[0]!.value(first!), 0.15)
    assert.closeTo(deviation, 2, 0.1)
    assert.strictEqual(problem.value(first!), compared[0]!.value(first!))
  })

  it("shifted moves the optimum inside the space, without a loss", () => {
    for (const problem of heldOut.filter(({ name }) => name.startsWith("shifted-"))) {
      const values = draws(problem, 20_000).map(problem.value)
      assert.isAbove(Math.min(...values), problem.optimum)
    }
    const problem = shifted(compared[0]!, 4)
    assert.notStrictEqual(problem.value(first!), compared[0]!.value(first!))
    const least = Math.min(...draws(problem, 20_000).map(problem.value))
    assert.isBelow(least - problem.optimum, 0.05)
  })

  it("failing fails where it is said to", () => {
    const problem = failing(compared[0]!, (params) => params === first)
    assert.isUndefined(problem.observe!(first!, rngFor(1, 0, "x")))
    assert.strictEqual(problem.observe!({ ...first! }, rngFor(1, 0, "x")), problem.value(first!))
  })

  it("permuted keeps the problem", () => {
    const mixed = compared.find(({ name }) => name === "mixed")!
    const problem = permuted(mixed, 2)
    const sorted = (space: SearchSpace): ReadonlyArray<string> => Object.keys(space).sort()
    assert.notDeepEqual(Object.keys(problem.space), Object.keys(mixed.space))
    assert.deepStrictEqual(sorted(problem.space), sorted(mixed.space))
    for (const params of draws(mixed, 50)) assert.isUndefined(misfit(problem.space, params))
  })

  it("stack", () => {
    const problem = noisy(
      failing(shifted(compared[0]!, 1), () => true),
      1
    )
    assert.isUndefined(problem.observe!(first!, rngFor(1, 0, "x")))
  })
})
