import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { pbt } from "../../../src/index.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { explored } from "../../../src/search/pbt/explore.ts"
import { pbtSettings } from "../../../src/search/pbt/PbtSettings.ts"
import { peersFrom } from "../../../src/search/pruners/curves.ts"
import type { Curve, Verdict } from "../../../src/search/Pruner.ts"
import { bool, choice, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { misfit } from "../../../src/search/space/misfit.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import type { SearchSpace } from "../../../src/search/SearchSpace.ts"

const space = {
  rate: float(1e-4, 1, { log: true }),
  units: int(1, 64),
  batch: ordinal(8, 16, 32, 64),
  nesterov: bool(),
  optimizer: choice({ adam: {}, sgd: { momentum: float(0, 0.99) } })
} satisfies SearchSpace
const { pruner, sampler } = pbt({ population: 4, interval: 5 })

const trial = (number: number, value: number, change: Partial<Trial> = {}): Trial => ({
  number,
  state: "running",
  params: { rate: 0.01 * (number + 1) },
  curve: [{ step: 5, value }],
  checkpoint: 5,
  ...change
})

const suggest = (trials: ReadonlyArray<Trial>, number = trials.length) =>
  sampler.suggest({
    space: { rate: float(1e-4, 1, { log: true }) },
    objectives: [{ metric: "loss", direction: "minimize" }],
    history: { revision: 1, trials },
    number,
    seed: 7,
    budget: 100
  } as never)

const judge = (own: Curve, others: ReadonlyArray<Curve>, resumable: boolean): Verdict =>
  pruner.judge({ trial: own, report: own.points.at(-1)!, peers: peersFrom(others), show: String, resumable })

const curve = (number: number, value: number, step = 5, state: Curve["state"] = "running"): Curve => ({
  number,
  state,
  points: [{ step, value }]
})

const next = (trials: ReadonlyArray<Trial>, canStart = true) =>
  pruner.next!({ history: { revision: 1, trials }, canStart, show: String })

describe("exploit", () => {
  const four = [trial(0, 4), trial(1, 1), trial(2, 3), trial(3, 9, { state: "pruned" })]

  it("copies one of the best quarter into the place of who fell behind, with its checkpoint", () => {
    const suggestion = suggest(four)
    expect(suggestion).toMatchObject({ parent: { trial: 1, step: 5 } })
    expect("evidence" in suggestion && suggestion.evidence.reason).toBe(
      "a copy of trial 1 at its step 5: rank 1 of 3 at step 5, in place of trial 3"
    )
  })

  it("draws the first population, and waits while it is complete", () => {
    expect(suggest([])).not.toHaveProperty("parent")
    expect(suggest(four.slice(0, 3))).not.toHaveProperty("parent")
    expect(suggest([...four.slice(0, 3), trial(3, 9)])).toEqual({ exhausted: "the population of 4 is complete" })
  })

  it("copies nobody who has no checkpoint, or has ended", () => {
    const without = four.map(({ checkpoint: _, ...rest }) => rest)
    expect(suggest(without)).toHaveProperty("exhausted")
    const { checkpoint: _, ...ninth } = trial(3, 9)
    expect(suggest([...without.slice(0, 3), ninth])).toEqual({
      exhausted: expect.stringContaining("train has to call checkpoint.save(step, state) before each report")
    })
    const ended = four.map((one) => (one.number === 1 ? { ...one, state: "complete" as const, values: [1] } : one))
    expect(suggest(ended)).toMatchObject({ parent: { trial: 2 } })
  })

  it("gives each free place away once", () => {
    const child = trial(4, 2, { parent: { trial: 1, step: 5 } })
    expect(suggest([...four, child])).toHaveProperty("exhausted")
    const again = [...four.slice(0, 2), { ...four[2]!, state: "failed" as const }, four[3]!, child]
    expect(suggest(again)).toMatchObject({ parent: { trial: 1 } })
  })
})

describe("a comparison", () => {
  it("replaces the last quarter of those who came as far, and lets ties stay", () => {
    const others = [curve(0, 1), curve(1, 2), curve(2, 3)]
    expect(judge(curve(3, 4), others, false)).toEqual({
      _tag: "Prune",
      reason: "4 is rank 4 of 4 at step 5: the last 1 are replaced by copies of the best"
    })
    expect(judge(curve(3, 2.5), others, false)._tag).toBe("Continue")
    expect(judge(curve(3, 1), [curve(0, 1), curve(1, 1), curve(2, 1)], false)._tag).toBe("Continue")
    expect(judge(curve(3, 9, 4), others, false)._tag, "between comparisons").toBe("Continue")
    expect(judge(curve(3, NaN, 4), others, false)._tag).toBe("Prune")
  })

  it("compares nobody before there are enough", () => {
    expect(judge(curve(3, 9), [curve(0, 1), curve(1, 2)], false)._tag).toBe("Continue")
  })

  it("lets a member that can be resumed wait for those who have no slot", () => {
    expect(judge(curve(0, 1), [], true)).toMatchObject({ _tag: "Pause", rung: 5 })
    const behind = [curve(0, 1, 5, "paused"), curve(1, 2), curve(2, 3)]
    expect(judge(curve(3, 1, 10), behind, true)._tag).toBe("Pause")
    const running = [curve(0, 1, 5), curve(1, 2), curve(2, 3)]
    expect(judge(curve(3, 1, 10), running, true)._tag, "those who run have a slot").toBe("Continue")
  })

  it("resumes who has come least far, and never who has lost its place", () => {
    const paused = (number: number, value: number, step = 5): Trial =>
      trial(number, value, { state: "paused", curve: [{ step, value }], checkpoint: step })
    const ahead = [
      { step: 5, value: 2 },
      { step: 10, value: 2 }
    ]
    const trials = [paused(0, 9), paused(1, 1), { ...paused(2, 2, 10), curve: ahead }, trial(3, 3)]
    expect(next(trials)).toBeUndefined()
    expect(next(trials, false)).toMatchObject({ resume: 1 })
    expect(suggest(trials), "its place is free").toMatchObject({ parent: { trial: 1 } })
    const early = [paused(0, 9), paused(1, 1), trial(2, 2, { curve: [], state: "running" }), trial(3, 3)]
    expect(next(early), "somebody may still be worse").toMatchObject({ resume: 0 })
  })
})

describe("explore", () => {
  const settings = pbtSettings({ resample: 0 })
  const seeds = fc.integer({ min: 0, max: 1e6 })

  it("stays inside the space, whatever the parent, branches included", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, resample) => {
        const parent = sampleParams(space, rngFor(seed, 0, "parent"))
        const params = explored(space, undefined, parent, pbtSettings({ resample }), rngFor(seed, 1, "child"))
        expect(misfit(space, params)).toBeUndefined()
      })
    )
  })

  it("multiplies numbers, moves whole ones and ordinals by a place at least, and leaves categories", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const parent = { rate: 0.01, units: 1, batch: 16, nesterov: true, optimizer: { type: "sgd", momentum: 0.5 } }
        const params = explored(space, undefined, parent, settings, rngFor(seed, 1, "child"))!
        const ratio = Number(params["rate"]) / 0.01
        expect(Math.min(Math.abs(ratio - 0.8), Math.abs(ratio - 1.2))).toBeLessThan(1e-12)
        expect([1, 2]).toContain(params["units"])
        expect([8, 32]).toContain(params["batch"])
        expect(params).toMatchObject({ nesterov: true, optimizer: { type: "sgd" } })
      })
    )
  })

  it("changes only what it may", () => {
    const only = pbtSettings({ resample: 1, explore: ["rate"] })
    const parent = sampleParams(space, rngFor(3, 0, "parent"))
    const params = explored(space, undefined, parent, only, rngFor(1, 1, "child"))!
    expect({ ...params, rate: parent["rate"] }).toEqual(parent)
    expect(params["rate"]).not.toBe(parent["rate"])
  })

  it("honours the constraint, also where the factors leave it", () => {
    const narrow = (params: { readonly [name: string]: unknown }) =>
      Number(params["rate"]) >= 0.0099 && Number(params["rate"]) <= 0.0101
    fc.assert(
      fc.property(seeds, (seed) => {
        const params = explored({ rate: space.rate }, narrow, { rate: 0.01 }, settings, rngFor(seed, 1, "child"))
        expect(params !== undefined && narrow(params)).toBe(true)
      }),
      { numRuns: 20 }
    )
  })
})

describe("pbt", () => {
  it.each([
    [{ population: 1 }, "pbt: population must be a whole number of at least 2"],
    [{ interval: 0 }, "pbt: interval"],
    [{ quantile: 0.6 }, "pbt: quantile must be above 0 and at most 0.5"],
    [{ population: 3, quantile: 0.25 }, "has someone to replace"],
    [{ resample: 2 }, "pbt: resample"],
    [{ interval: 5, maxStep: 4 }, "pbt: maxStep"],
    [{ factors: [] }, "pbt: factors"],
    [{ factors: [0] }, "pbt: factors"]
  ])("refuses %o", (options, words) => {
    expect(() => pbt(options)).toThrow(words)
  })

  it("refuses to explore what is no param", () => {
    expect(() => pbt({ explore: ["rat"] }).sampler.check?.(space, 1)).toThrow('explore names "rat"')
  })
})
