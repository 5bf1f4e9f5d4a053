/** What the tests of several samplers have in common: laws about whole studies, golden proposals, and a race against random. */
import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { random } from "../../../src/search/samplers/random.ts"
import type { Sampler } from "../../../src/search/Sampler.ts"
import type { Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { dimensionsOf, keyOf } from "../../../src/search/space/dimensions.ts"
import { bool, choice, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { play, requestAfter } from "./gp-play.ts"

/** A space with every kind of param. */
export const network: SearchSpace = {
  learningRate: float(1e-5, 1e-1, { log: true }),
  units: int(8, 512, { log: true }),
  dropout: float(0, 0.5, { step: 0.1 }),
  batch: ordinal(16, 32, 64, 128),
  optimizer: choice({
    adam: { beta: float(0.5, 0.999) },
    sgd: { momentum: float(0, 0.99), schedule: choice("step", "cosine", "none") },
    rms: {}
  })
}

/** A loss over `network` whose best learning rate depends on the optimiser. */
export const loss = (params: Params): number => {
  const rate = Math.log10(Number(params["learningRate"]))
  const width = Math.log2(Number(params["units"]))
  const rest =
    (width - 6) ** 2 / 10 + (Number(params["dropout"]) - 0.2) ** 2 + Math.abs(Number(params["batch"]) - 32) / 200
  const optimizer = params["optimizer"] as { readonly type: string; readonly [name: string]: unknown }
  if (optimizer.type === "adam") return rest + 0.1 + (rate + 3) ** 2 / 2 + 2 * (Number(optimizer["beta"]) - 0.9) ** 2
  if (optimizer.type === "rms") return rest + 0.4 + (rate + 3.5) ** 2 / 2
  const momentum = 3 * (Number(optimizer["momentum"]) - 0.8) ** 2 + (optimizer["schedule"] === "cosine" ? 0 : 0.2)
  return rest + (rate + 1.7) ** 2 / 2 + momentum
}

const eventful = (params: Params, number: number): number | Partial<Trial> => {
  if (number % 7 === 3) return { state: "failed" }
  if (number % 5 === 4) return { state: "pruned", curve: [{ step: 1 + (number % 3), value: loss(params) + 1 }] }
  return loss(params)
}

/** A study over `network` with failed and pruned trials in it. */
const eventfulStudy = (sampler: Sampler, count: number, seed: number): ReadonlyArray<Trial> => {
  let number = 0
  return play(sampler, network, (params) => eventful(params, number++), count, { seed })
}

/** The same with a second objective, the size of the network. */
const eventfulFront = (sampler: Sampler, count: number, seed: number): ReadonlyArray<Trial> => {
  let number = 0
  const outcome = (params: Params): Partial<Trial> => {
    const end = eventful(params, number++)
    return typeof end === "number" ? { values: [end, Math.log2(Number(params["units"]))] } : end
  }
  return play(sampler, network, outcome, count, { seed, objectives: 2 })
}

/** Compares the first 20 proposals of a study with those on file. */
const expectGolden = async (trials: ReadonlyArray<Trial>, file: string): Promise<void> => {
  const golden = trials.map(({ evidence, params }) => ({ params, reason: evidence?.reason }))
  const text = golden.map((proposal) => JSON.stringify(proposal, rounded)).join("\n")
  await expect(`${text}\n`).toMatchFileSnapshot(`golden/${file}.jsonl`)
}

/** The golden proposals of a sampler of one objective. */
export const goldenProposals = (name: string, make: () => Sampler): void => {
  it.each([1, 2])(`${name} proposes what it has always proposed (seed %d)`, (seed) =>
    expectGolden(eventfulStudy(make(), 20, seed), `${name}-${seed}`)
  )
}

/** The golden proposals of a sampler of two objectives. */
export const goldenFronts = (name: string, make: () => Sampler): void => {
  it.each([1, 2])(`${name} proposes for two objectives what it has always proposed (seed %d)`, (seed) =>
    expectGolden(eventfulFront(make(), 20, seed), `${name}-front-${seed}`)
  )
}

/** Numbers to nine digits: what differs beyond is the arithmetic's, not the sampler's. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value

const differentKeys = (space: SearchSpace, trials: ReadonlyArray<Trial>): number =>
  new Set(trials.map(({ params }) => keyOf(dimensionsOf(space), params))).size

/** Laws about whole studies. `path` is the module of the sampler below src/search/samplers, which exports it as `name`. */
export const studyLaws = (name: string, make: () => Sampler, path = `${name}.ts`): void => {
  describe(`${name}, as a study goes on`, () => {
    it("tries each point of a finite space once, and then says that it is exhausted", () => {
      const space = { n: int(1, 4), kind: choice({ a: { flag: bool() }, b: {} }), size: ordinal("s", "l") }
      const trials = play(make(), space, ({ n }) => Number(n), 100)
      assert.strictEqual(trials.length, 24)
      assert.strictEqual(differentKeys(space, trials), 24)
    })

    it("repeats no failed, pruned, running or waiting trial either", () => {
      const space = { n: int(1, 5), m: int(1, 6, { log: true }) }
      const states = ["failed", "pruned", "running", "complete", "waiting", "paused"] as const
      let turn = 0
      const outcome = (): Partial<Trial> => {
        const state = states[turn++ % states.length]!
        return { state, ...(state === "complete" ? { values: [turn] } : { curve: [{ step: 1, value: turn }] }) }
      }
      const trials = play(make(), space, outcome, 100)
      assert.strictEqual(trials.length, 30)
      assert.strictEqual(differentKeys(space, trials), 30)
    })

    it("exhausts what where leaves of a finite space", () => {
      const space = { n: int(1, 40), m: int(1, 40), o: int(1, 40) }
      const where = ({ m, n, o }: Params): boolean => Number(n) + Number(m) + Number(o) <= 5
      const trials = play(make(), space, ({ n }) => Number(n), 100, { where })
      assert.strictEqual(trials.length, 10)
    })

    it("proposes different points of a continuous space where 1 in 100 satisfies where", () => {
      const space = { x: float(0, 1), y: float(0, 1), z: float(0, 1) }
      const where = ({ x, y }: Params): boolean => Number(x) < 0.1 && Number(y) > 0.9
      const trials = play(make(), space, ({ z }) => Number(z), 30, { where })
      assert.strictEqual(differentKeys(space, trials), 30)
      for (const { params } of trials) assert.isTrue(where(params))
    })

    it("goes by the numbers of the trials, not by the order in which they stand", () => {
      const trials = eventfulStudy(make(), 30, 4)
      const there = make().suggest(requestAfter(network, trials.toReversed()))
      assert.deepStrictEqual(there, make().suggest(requestAfter(network, trials)))
    })

    it("suggests the same in another process, to the bit", () => {
      const request = requestAfter(network, eventfulStudy(make(), 30, 5))
      const module = new URL(`../../../src/search/samplers/${path}`, import.meta.url).href
      const code = `import { ${name} } from ${JSON.stringify(module)}
        process.stdout.write(JSON.stringify(${name}().suggest(${JSON.stringify(request)})))`
      const there = execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })
      assert.strictEqual(there, JSON.stringify(make().suggest(request)))
    })

    it("goes on where everything fails, and where all values are equal", () => {
      const failing = play(make(), network, () => ({ state: "failed" }), 40)
      const flat = play(make(), network, () => 1, 40)
      assert.deepStrictEqual([failing.length, flat.length], [40, 40])
      assert.strictEqual(differentKeys(network, flat), 40)
    })

    it("proposes from 5,000 trials on record", () => {
      const trials = eventfulStudy(random(), 5000, 6)
      assert.property(make().suggest(requestAfter(network, trials, { budget: 6000 })), "params")
    })

    goldenProposals(name, make)
  })
}

/** A function to be minimised. */
export interface Problem {
  readonly name: string
  readonly space: SearchSpace
  readonly value: (params: Params) => number
}

const box = (dimensions: number, low: number, high: number): SearchSpace =>
  Object.fromEntries(Array.from({ length: dimensions }, (_, k) => [`x${k}`, float(low, high)]))

const numbers = (params: Params): ReadonlyArray<number> => Object.values(params).map(Number)

/** Bowls, a bent valley, integers, and params that exist in one branch only. Their least value is 0. */
export const problems: Readonly<Record<"sphere" | "valley" | "integers" | "conditional", Problem>> = {
  sphere: {
    name: "a sphere off the centre",
    space: box(5, -5, 10),
    value: (params) => numbers(params).reduce((sum, x, k) => sum + (x + 1 - 0.7 * k) ** 2, 0)
  },
  valley: {
    name: "Rosenbrock's valley",
    space: box(4, -3, 5),
    value: (params) => {
      const x = numbers(params)
      return x.slice(1).reduce((sum, next, k) => sum + 100 * (next - x[k]! ** 2) ** 2 + (1 - x[k]!) ** 2, 0)
    }
  },
  integers: {
    name: "integers on grids of different size",
    space: { a: int(0, 4), b: int(0, 9), c: int(0, 30), d: int(0, 100), e: int(1, 64, { log: true }) },
    value: ({ a, b, c, d, e }) =>
      (Number(a) - 3) ** 2 / 16 +
      (Number(b) - 2) ** 2 / 81 +
      (Number(c) - 20) ** 2 / 900 +
      (Number(d) - 71) ** 2 / 1e4 +
      (Math.log2(Number(e)) - 4) ** 2 / 36
  },
  conditional: { name: "a conditional space", space: network, value: loss }
}

/** The median over ten seeds of the best value in a study. */
export const medianBest = (sampler: Sampler, { space, value }: Problem, trials: number): number => {
  const bests = Array.from({ length: 10 }, (_, seed) =>
    Math.min(...play(sampler, space, value, trials, { seed }).map(({ values }) => values![0]!))
  ).sort((a, b) => a - b)
  return (bests[4]! + bests[5]!) / 2
}
