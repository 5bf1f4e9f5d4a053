import { assert, describe, it } from "@effect/vitest"
import { InvalidDefinition } from "../../../src/errors.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { encodingOf } from "../../../src/search/samplers/gp/columns.ts"
import { random } from "../../../src/search/samplers/random.ts"
import { tpe } from "../../../src/search/samplers/tpe.ts"
import { Density, logSumExp } from "../../../src/search/samplers/tpe/Density.ts"
import type { BranchValue, Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { bool, choice, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { samplerLaws } from "../../conformance/sampler.ts"
import { finiteSpaces } from "../../support/spaces.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"
import { goldenFronts, loss, medianBest, network, problems, studyLaws } from "./proposals.ts"

samplerLaws("tpe", () => tpe({ startup: 3 }))
samplerLaws("tpe in finite spaces", () => tpe({ startup: 3 }), { spaces: finiteSpaces })
samplerLaws("tpe of two objectives", () => tpe({ startup: 3 }), { objectives: 2, runs: 40 })
studyLaws("tpe", tpe)
goldenFronts("tpe", tpe)

describe("tpe against random, the median of the best of 10 studies", () => {
  it.each([
    [problems.sphere, 60, 0.15],
    [problems.valley, 80, 0.15],
    [problems.integers, 60, 0.1],
    [problems.conditional, 80, 0.6]
  ])("$name", (problem, trials, share) => {
    const [ours, theirs] = [medianBest(tpe(), problem, trials), medianBest(random(), problem, trials)]
    assert.isBelow(ours, share * theirs, `tpe ${ours}, random ${theirs}`)
  })
})

describe("tpe", () => {
  it("starts with points of the Sobol sequence, a third of a small budget", () => {
    const reasons = play(tpe(), network, loss, 18).map(({ evidence }) => evidence!.reason)
    assert.strictEqual(
      reasons.findIndex((reason) => !reason.startsWith("start-up")),
      6
    )
  })

  it("says how good and other trials compare, and how many are under way", () => {
    const trials = [...play(tpe(), network, loss, 30)]
    trials.push({ number: 30, state: "running", params: trials[4]!.params, curve: [] })
    const { evidence } = proposed(tpe().suggest(requestAfter(network, trials)))
    assert.match(evidence.reason, /times as dense in the 3 best trials as in the 28 others, 1 of them under way$/)
  })

  it("looks at the trials of one branch alone every other time, and not only at the best branch", () => {
    const trials = play(tpe(), network, loss, 60)
    const alone = trials.filter(({ evidence }) => evidence!.reason.includes("of its branch"))
    assert.isAbove(alone.length, 10)
    assert.isTrue(alone.every(({ number }) => number % 2 === 0))
    assert.isAbove(new Set(alone.map(({ params }) => (params["optimizer"] as Params)["type"])).size, 1)
  })

  it("keeps away from where trials run", () => {
    const space = { x: float(0, 1), y: float(0, 1) }
    const bowl = ({ x, y }: Params): number => (Number(x) - 0.3) ** 2 + (Number(y) - 0.6) ** 2
    const done = play(tpe(), space, bowl, 30)
    const near = Array.from({ length: 20 }, (_, index) => ({
      number: 30 + index,
      state: "running" as const,
      params: { x: 0.3 + 0.001 * index, y: 0.6 },
      curve: []
    }))
    const distances = (trials: typeof done) =>
      Array.from({ length: 20 }, (_, seed) => {
        const { params } = proposed(tpe().suggest(requestAfter(space, trials, { seed, number: 50 })))
        return Math.hypot(Number(params["x"]) - 0.3, Number(params["y"]) - 0.6)
      }).reduce((sum, distance) => sum + distance / 20, 0)
    assert.isAbove(distances([...done, ...near]), 1.5 * distances(done))
  })

  it("learns from pruned trials which branch disappoints", () => {
    const space = { branch: choice({ good: { x: float(0, 1) }, bad: { x: float(0, 1) } }) }
    const outcome = ({ branch }: Params): number | Partial<Trial> =>
      (branch as Params)["type"] === "good" ? 1 : { state: "pruned", curve: [{ step: 1, value: 0.5 }] }
    const good = Array.from({ length: 5 }, (_, seed) => {
      const late = play(tpe(), space, outcome, 60, { seed }).slice(20)
      return late.filter(({ state }) => state === "complete").length
    }).reduce((sum, count) => sum + count)
    // Of 200, where 100 would be chance.
    assert.isAbove(good, 135)
  })

  it("refuses a number of start-up trials that makes no sense", () => {
    assert.throws(() => tpe({ startup: 0 }), InvalidDefinition)
    assert.throws(() => tpe({ startup: 2.5 }), InvalidDefinition)
  })
})

describe("the density of tpe", () => {
  const densityOf = (
    space: SearchSpace,
    count: number
  ): { readonly density: Density; readonly encoding: ReturnType<typeof encodingOf> } => {
    const encoding = encodingOf(space)
    const rows = play(random(), space, () => 0, count).map(({ params }) => encoding.encode(params)!)
    const weights = rows.map((_, index) => 1 + index)
    return { density: new Density(encoding.columns, rows, weights, 0.05), encoding }
  }

  it("sums to 1 over a finite space with branches, every value, long grids and short ones", () => {
    const space = {
      n: int(1, 30, { log: true }),
      size: ordinal("s", "m", "l"),
      kind: choice({ a: { flag: bool(), level: int(0, 90) }, b: { step: float(0, 1, { step: 0.25 }) }, c: {} })
    }
    const { density, encoding } = densityOf(space, 9)
    let sum = 0
    const add = (kind: BranchValue): void => {
      for (const size of ["s", "m", "l"]) {
        for (let n = 1; n <= 30; n++) {
          sum += Math.exp(logSumExp(density.sumsAt(encoding.encode({ n, size, kind })!)))
        }
      }
    }
    for (const flag of [false, true]) for (let level = 0; level <= 90; level++) add({ type: "a", flag, level })
    for (const step of [0, 0.25, 0.5, 0.75, 1]) add({ type: "b", step })
    add({ type: "c" })
    assert.approximately(sum, 1, 2e-3)
  })

  it("integrates to 1 over a continuous one", () => {
    const { density, encoding } = densityOf({ x: float(0, 1), branch: choice({ on: { y: float(0, 1) }, off: {} }) }, 7)
    const parts = 400
    let sum = 0
    for (let i = 0; i < parts; i++) {
      const x = (i + 0.5) / parts
      sum += Math.exp(logSumExp(density.sumsAt(encoding.encode({ x, branch: { type: "off" } })!))) / parts
      for (let j = 0; j < parts; j++) {
        const on = { x, branch: { type: "on", y: (j + 0.5) / parts } }
        sum += Math.exp(logSumExp(density.sumsAt(encoding.encode(on)!))) / parts ** 2
      }
    }
    assert.approximately(sum, 1, 1e-3)
  })

  it("draws what it says", () => {
    const { density, encoding } = densityOf({ n: int(1, 6), kind: choice("a", "b") }, 6)
    const rng = rngFor(3, 0, "test")
    const counts = new Map<string, number>()
    const draws = 40_000
    for (let draw = 0; draw < draws; draw++) {
      const key = JSON.stringify(encoding.decode(density.draw(rng)))
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    for (let n = 1; n <= 6; n++) {
      for (const kind of ["a", "b"]) {
        const params = { n, kind }
        const expected = Math.exp(logSumExp(density.sumsAt(encoding.encode(params)!)))
        assert.approximately((counts.get(JSON.stringify(params)) ?? 0) / draws, expected, 0.01, JSON.stringify(params))
      }
    }
  })
})
