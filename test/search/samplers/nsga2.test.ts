import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { InvalidDefinition } from "../../../src/errors.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { hypervolume } from "../../../src/search/objectives/hypervolume.ts"
import { encodingOf, exists } from "../../../src/search/samplers/gp/columns.ts"
import { nsga2 } from "../../../src/search/samplers/nsga2.ts"
import { parentsOf } from "../../../src/search/samplers/nsga2/population.ts"
import { childOf } from "../../../src/search/samplers/nsga2/vary.ts"
import { outcomesOf } from "../../../src/search/samplers/outcomes.ts"
import { random } from "../../../src/search/samplers/random.ts"
import type { Sampler } from "../../../src/search/Sampler.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { float, int } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { samplerLaws } from "../../conformance/sampler.ts"
import { finiteSpaces, misfit, spaces } from "../../support/spaces.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"
import { goldenFronts, loss, network, studyLaws } from "./proposals.ts"

const small = () => nsga2({ population: 4 })
samplerLaws("nsga2", small)
samplerLaws("nsga2 of two objectives", small, { objectives: 2 })
samplerLaws("nsga2 of three objectives in finite spaces", small, { spaces: finiteSpaces, objectives: 3, runs: 40 })
studyLaws("nsga2", nsga2)
goldenFronts("nsga2", small)

const cube = Object.fromEntries(Array.from({ length: 6 }, (_, k) => [`x${k}`, float(0, 1)]))

/** The first objective is the distance along the front; the second is better the closer the other params are to 0.5. */
const tradeOff = (params: Params): Partial<Trial> => {
  const [x, ...others] = Object.values(params).map(Number)
  const distance = others.reduce((sum, other) => sum + (other - 0.5) ** 2, 1)
  return { state: "complete", values: [x! * distance, (1 - x! ** 2) * distance] }
}

const volumeOf = (trials: ReadonlyArray<Trial>): number =>
  hypervolume(
    trials.flatMap(({ values }) => (values === undefined ? [] : [values])),
    [1.2, 1.2]
  )

const medianVolume = (sampler: Sampler, trials: number): number =>
  Array.from({ length: 7 }, (_, seed) => volumeOf(play(sampler, cube, tradeOff, trials, { seed, objectives: 2 }))).sort(
    (a, b) => a - b
  )[3]!

describe("nsga2", () => {
  it("comes much closer to a front of two objectives than random trials do", () => {
    // Of the whole 1.44, the front leaves 2/3 of a unit square below it.
    const front = 1.44 - 2 / 3
    const [ours, theirs] = [medianVolume(nsga2(), 300), medianVolume(random(), 300)]
    assert.isBelow(front - ours, 0.5 * (front - theirs), `nsga2 ${ours}, random ${theirs}, front ${front}`)
  })

  it("says which generation a trial is of, and whose child it is", () => {
    const trials = play(small(), cube, tradeOff, 12, { objectives: 2 })
    const reasons = trials.map(({ evidence }) => evidence!.reason)
    assert.strictEqual(reasons[3], "generation 0: point 3 of a Sobol sequence")
    for (const [number, reason] of reasons.entries()) {
      if (number < 4) continue
      const generation = Math.floor(number / 4)
      const [, said, mother, father] = /^generation (\d+): a child of trials (\d+) and (\d+)$/.exec(reason)!
      assert.strictEqual(Number(said), generation)
      assert.isBelow(Math.max(Number(mother), Number(father)), 4 * generation)
    }
  })

  it("waits for no trial: one that is still running is no parent until it has ended", () => {
    const trials = play(small(), cube, tradeOff, 8, { objectives: 2 })
    const { curve, number, params } = trials[7]!
    const best: Trial = { number, params, curve, state: "complete", values: [-1, -1] }
    const without = trials.with(7, { number, params, curve, state: "running" })
    const parents = (history: ReadonlyArray<Trial>) =>
      Array.from(
        { length: 30 },
        (_, seed) =>
          proposed(small().suggest(requestAfter(cube, history, { seed, number: 9, objectives: 2 }))).evidence.reason
      ).join("\n")
    assert.notMatch(parents(without), /\b7\b/)
    assert.match(parents(trials.with(7, best)), /\b7\b/)
  })

  it("lets trials outside of an outcome constraint be parents only where too few are inside", () => {
    const outside = (params: Params): Partial<Trial> => ({
      ...tradeOff(params),
      violations: [Number(params["x0"]) > 0.5 ? Number(params["x0"]) : -1]
    })
    const trials = play(small(), cube, outside, 24, { objectives: 2 })
    const inside = trials.slice(12).filter(({ params }) => Number(params["x0"]) <= 0.5)
    assert.isAtLeast(inside.length, 10)
  })

  it("draws on where no trial can be a parent", () => {
    const trials = play(small(), cube, () => ({ state: "failed" }), 6)
    assert.match(trials[5]!.evidence!.reason, /^generation 1: point 5 of a Sobol sequence, as none of the trials/)
  })

  it("refuses a population that makes no sense", () => {
    assert.throws(() => nsga2({ population: 3 }), InvalidDefinition)
    assert.throws(() => nsga2({ population: 20.5 }), InvalidDefinition)
  })
})

describe("the parents of a generation", () => {
  const encoding = encodingOf({ x: float(0, 1) })
  const historyOf = (values: ReadonlyArray<ReadonlyArray<number>>) =>
    outcomesOf(
      encoding,
      values.map((of, number) => ({ number, state: "complete", params: { x: number / 10 }, curve: [], values: of }))
    ).finished

  it("are the best of those before, front by front, and the loneliest of the last front that has room", () => {
    const values = [
      [0, 10],
      [10, 0],
      [20, 20],
      [5, 5],
      [4.9, 5.1],
      [21, 21],
      [9, 1],
      [22, 22]
    ]
    assert.deepStrictEqual(
      parentsOf(1, historyOf(values), 4).map(({ number }) => number),
      [0, 1, 3, 2]
    )
    // Of the five on the front, trial 3 has its neighbours nearest to it.
    const second = parentsOf(2, historyOf(values), 4).map(({ number }) => number)
    assert.sameMembers(second, [0, 1, 4, 6])
  })
})

describe("a child", () => {
  it("is a row of the space, whatever its parents are", () =>
    fc.assert(
      fc.property(spaces, fc.nat(), (space, seed) => {
        const encoding = encodingOf(space)
        const { columns } = encoding
        const rows = play(random(), space, () => 0, 2, { seed }).map(({ params }) => encoding.encode(params)!)
        if (rows.length < 2) return
        for (let number = 0; number < 5; number++) {
          const child = childOf(columns, rows[0]!, rows[1]!, rngFor(seed, number, "test"))
          columns.forEach((column, k) => {
            assert.strictEqual(Number.isNaN(child[k]!), !exists(column, child))
            if (!Number.isNaN(child[k]!)) assert.isTrue(child[k]! >= 0 && child[k]! <= 1)
          })
          assert.isUndefined(misfit(space, encoding.decode(child)))
        }
      })
    ))

  it("has numbers around those of its parents, as far apart from each other in the mean", () => {
    const { columns } = encodingOf({ x: float(0, 1), y: float(0, 1) })
    const [a, b] = [Float64Array.of(0.4, 0.4), Float64Array.of(0.6, 0.6)]
    const rng = rngFor(1, 0, "test")
    const children = Array.from({ length: 4000 }, () => childOf(columns, a, b, rng)[1]!)
    const near = children.filter((y) => Math.abs(y - 0.4) < 0.05 || Math.abs(y - 0.6) < 0.05)
    assert.isAbove(near.length / children.length, 0.8)
    assert.isAbove(new Set(children).size, 1000)
  })

  it("moves by a step on a grid of few values too", () => {
    const { columns, decode } = encodingOf({ n: int(1, 5) })
    const row = Float64Array.of(0.5)
    const rng = rngFor(2, 0, "test")
    const values = new Set(Array.from({ length: 50 }, () => decode(childOf(columns, row, row, rng))["n"]))
    assert.deepStrictEqual([...values].sort(), [2, 4])
  })
})

describe("nsga2 of one objective", () => {
  it("is a genetic algorithm that beats random", () => {
    const best = (sampler: Sampler, seed: number): number =>
      Math.min(...play(sampler, network, loss, 200, { seed }).map(({ values }) => values![0]!))
    const wins = Array.from({ length: 9 }, (_, seed) => best(nsga2({ population: 20 }), seed) < best(random(), seed))
    assert.isAtLeast(wins.filter(Boolean).length, 6)
  })
})
