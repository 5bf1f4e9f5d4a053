/** Planted illnesses are found, and healthy studies are left alone. */
import { assert, describe, it } from "@effect/vitest"
import { examine, examineAll } from "../../../src/search/health/examine.ts"
import type { Examination, Examined, Finding } from "../../../src/search/health/Finding.ts"
import { rngFor, type Rng } from "../../../src/search/math/rng.ts"
import { normalQuantile } from "../../../src/search/math/normal.ts"
import type { Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { choice, float, int } from "../../../src/search/space/distributions.ts"
import { dimensionsOf, paramsOf, valuesOf } from "../../../src/search/space/dimensions.ts"
import { fromUnit, toUnit } from "../../../src/search/space/units.ts"

const space: SearchSpace = {
  rate: float(1e-4, 1e-1, { log: true }),
  batchSize: int(8, 128),
  dropout: float(0, 0.5),
  kind: choice("a", "b", "c")
}
const dimensions = dimensionsOf(space)
const normal = (rng: Rng): number => normalQuantile(Math.max(1e-12, rng.uniform()))
const unitsOf = (params: Params): ReadonlyArray<number> =>
  valuesOf(dimensions, params).map((value, index) => toUnit(dimensions[index]!.distribution, value!))

/** How a study is made: what a trial is worth, and whether it fails. Lower is better. */
interface Making {
  readonly trials?: number
  readonly worth?: (units: ReadonlyArray<number>, rng: Rng) => number
  readonly fails?: (params: Params, rng: Rng) => boolean
  /** How far the value of the first step is off, in deviations of the last. */
  readonly early?: number
}

/** A bowl with its bottom well inside, a steeper one for the rate, and an offset between kinds. */
const bowl = (units: ReadonlyArray<number>, rng: Rng): number => {
  const [rate, batchSize, dropout, kind] = units as [number, number, number, number]
  return 4 * (rate - 0.6) ** 2 + (batchSize - 0.45) ** 2 + 0.5 * (dropout - 0.4) ** 2 + 0.1 * kind + 0.05 * normal(rng)
}

/** A random search with successive halving at the first of three steps: the worse half is pruned there. */
const made = (
  seed: number,
  { early = 0.2, fails = () => false, trials = 80, worth = bowl }: Making = {}
): Examination => {
  const rng = rngFor(seed, 0, "health.test")
  const drawn = Array.from({ length: trials }, () => {
    const params = paramsOf(
      dimensions,
      dimensions.map(({ distribution }) => fromUnit(distribution, rng.uniform()))
    )
    const value = worth(unitsOf(params), rng)
    return { params, value, first: value + early * 0.4 * normal(rng), failed: fails(params, rng) }
  })
  const seen: Array<number> = []
  return {
    space,
    seed,
    trials: drawn.map(({ failed, first, params, value }): Examined => {
      if (failed) return { params, state: "failed", failure: "outOfMemory", curve: [] }
      const isWorse = seen.filter((other) => other < first).length > seen.length / 2
      seen.push(first)
      return isWorse
        ? { params, state: "pruned", curve: [[1, first]] }
        : {
            params,
            state: "complete",
            value,
            curve: [
              [1, first],
              [2, (first + value) / 2],
              [3, value]
            ]
          }
    })
  }
}

const found = (examination: Examination): ReadonlyArray<Finding["check"]> =>
  examine(examination).findings.map(({ check }) => check)

const seeds = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, seed) => seed)
const rateOf = (check: Finding["check"], making: (seed: number) => Examination, count = 40): number =>
  seeds(count).filter((seed) => found(making(seed)).includes(check)).length / count

const measuredOf = (seed: number, noise: number, design: "folds" | "repeats") => {
  const rng = rngFor(seed, 1, "health.test")
  const trials = seeds(8).map((number) => {
    const worth = normal(rng)
    return { number, values: new Map(seeds(4).map((repeat) => [repeat, worth + noise * normal(rng)])) }
  })
  return { trials, design }
}

describe("a healthy study", () => {
  it("is found healthy in at least 95 of 100", () => {
    const ill = seeds(200).filter((seed) => {
      const examination = made(seed, { trials: 60 + (seed % 5) * 20, fails: (_, rng) => rng.uniform() < 0.06 })
      return found({ ...examination, measured: measuredOf(seed, 0.2, "repeats") }).length > 0
    })
    assert.isAtMost(ill.length, 10, `ill: ${ill.join(", ")}`)
  })

  it("is found healthy whatever the params do not decide", () => {
    const noise = (_: ReadonlyArray<number>, rng: Rng): number => normal(rng)
    const ill = seeds(200).filter((seed) => found(made(seed, { worth: noise, early: 0.3 })).length > 0)
    assert.isAtMost(ill.length, 10)
  })
})

describe("what is planted", () => {
  it("a flat metric is found", () => {
    const [finding] = examine(made(1, { worth: () => 0.5, early: 0 })).findings
    assert.deepInclude(finding, { check: "flat", value: 0.5 })
  })

  it("failures above a batch size are found, with the place and the numbers", () => {
    const making = (seed: number): Examination =>
      made(seed, {
        fails: ({ batchSize }, rng) => (Number(batchSize) > 64 ? rng.uniform() < 0.6 : rng.uniform() < 0.03)
      })
    assert.isAtLeast(rateOf("failures", making), 0.95)
    const [finding] = examine(making(3)).findings
    assert.strictEqual(finding?.check, "failures")
    if (finding?.check !== "failures") return
    assert.deepInclude(finding, { param: "batchSize", where: ">", reason: "outOfMemory" })
    assert.approximately(Number(finding.bound), 64, 12)
    assert.isAbove(finding.failedThere / finding.there, 0.4)
    assert.isBelow(finding.failedElsewhere / finding.elsewhere, 0.15)
  })

  it("failures of one value of a choice are found", () => {
    const making = (seed: number): Examination =>
      made(seed, { fails: ({ kind }, rng) => rng.uniform() < (kind === "b" ? 0.6 : 0.03) })
    assert.isAtLeast(rateOf("failures", making), 0.95)
    assert.deepInclude(examine(making(2)).findings[0], { check: "failures", param: "kind", where: "==", bound: "b" })
  })

  it("failures that no param decides are not put down to one", () => {
    assert.isAtMost(
      rateOf("failures", (seed) => made(seed, { fails: (_, rng) => rng.uniform() < 0.3 }), 200),
      0.02
    )
  })

  it("a best at the edge of a range is found, at the right end", () => {
    const making = (seed: number): Examination =>
      made(seed, {
        trials: 120,
        worth: ([rate = 0, , dropout = 0], rng) => -3 * rate - 0.3 * dropout + 0.05 * normal(rng)
      })
    assert.isAtLeast(rateOf("edge", making), 0.9)
    assert.deepInclude(
      examine(making(5)).findings.find(({ check }) => check === "edge"),
      { param: "rate", side: "high", bound: 0.1 }
    )
  })

  it("a linear range of orders of magnitude is found where the best lie at its low end", () => {
    const linear: SearchSpace = { ...space, rate: float(1e-4, 1, {}) }
    const making = (seed: number): Examination => {
      const examination = made(seed, { trials: 120 })
      const rng = rngFor(seed, 2, "health.test")
      const trials = examination.trials.map(({ params, ...trial }): Examined => {
        const rate = 1e-4 + rng.uniform() * (1 - 1e-4)
        return {
          ...trial,
          params: { ...params, rate },
          ...(trial.value === undefined ? {} : { value: (Math.log10(rate) + 2.5) ** 2 + 0.05 * normal(rng) })
        }
      })
      return { ...examination, space: linear, trials }
    }
    assert.isAtLeast(rateOf("logScale", making), 0.8)
    assert.strictEqual(rateOf("edge", making), 0)
  })

  it("a pruner that judges by what says nothing of the end is found", () => {
    const blind = (seed: number): Examination => made(seed, { trials: 200, early: 40 })
    assert.isAtLeast(rateOf("eagerPruner", blind), 0.9)
    const finding = seeds(5)
      .flatMap((seed) => examine(blind(seed)).findings)
      .find(({ check }) => check === "eagerPruner")
    assert.deepInclude(finding, { step: 1 })
    assert.isAtMost(
      rateOf("eagerPruner", (seed) => made(seed, { trials: 120, early: 0.5 }), 100),
      0.02
    )
  })

  it("noise above the effect is found, from folds and from repeats, and less noise is not", () => {
    for (const design of ["folds", "repeats"] as const) {
      const making =
        (noise: number) =>
        (seed: number): Examination => ({ ...made(seed), measured: measuredOf(seed, noise, design) })
      assert.isAtLeast(rateOf("noise", making(4)), 0.9)
      assert.isAtMost(rateOf("noise", making(0.3), 100), 0.02)
    }
  })

  it("few trials are found, and what cannot be checked with them is said", () => {
    const { findings, unchecked } = examine(made(1, { trials: 15 }))
    assert.deepInclude(findings[0], { check: "few", params: 4, wanted: 40 })
    assert.includeMembers(
      unchecked.map(({ check }) => check),
      ["flat", "edge", "noise", "eagerPruner"]
    )
  })

  it("nothing is made of nothing", () => {
    assert.deepStrictEqual(found({ space, seed: 0, trials: [] }), ["few"])
  })

  it("names the objective that it found something in, and what is the whole study's once", () => {
    const fails: Making["fails"] = ({ kind }, rng) => rng.uniform() < (kind === "b" ? 0.6 : 0.03)
    const { findings, unchecked } = examineAll([
      { objective: "loss", examination: made(2, { fails }), isPrunedBy: true },
      { objective: "size", examination: made(2, { fails, worth: () => 0.5 }), isPrunedBy: false }
    ])
    assert.deepEqual(
      findings.map(({ check, objective }) => [check, objective]),
      [
        ["flat", "size"],
        ["failures", undefined]
      ]
    )
    assert.isFalse(unchecked.some(({ check, objective }) => check === "eagerPruner" && objective === "size"))
    assert.deepEqual(
      examineAll([{ objective: "loss", examination: made(1, { trials: 15 }), isPrunedBy: true }]).findings.map(
        ({ check, objective }) => [check, objective]
      ),
      [["few", undefined]]
    )
  })
})
