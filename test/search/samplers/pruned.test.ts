/** What samplers learn from trials that a pruner ended: enough to find the optimum, and nothing that leads away from it. */
import { describe, expect, it } from "vitest"
import { asha } from "../../../src/search/pruners/asha.ts"
import { peersFrom } from "../../../src/search/pruners/curves.ts"
import type { Sampler } from "../../../src/search/Sampler.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { tpe } from "../../../src/search/samplers/tpe.ts"
import { float } from "../../../src/search/space/distributions.ts"
import type { CurvePoint, Trial } from "../../../src/search/Trial.ts"

const space = { x: float(0, 1) }
const optimum = 0.7
const steps = 16

/** Every training starts far above where it ends, so that what was ended early looks bad beside what is complete. */
const valueAt = (x: number, step: number): number => (x - optimum) ** 2 + 5 / step

const train = (x: number, number: number, before: ReadonlyArray<Trial>, resumable: boolean): Trial => {
  const pruner = asha({ maxStep: steps })
  const peers = peersFrom(before.map((trial) => ({ ...trial, points: trial.curve })))
  const curve: Array<CurvePoint> = []
  for (let step = 1; step < steps; step++) {
    const report = { step, value: valueAt(x, step) }
    curve.push(report)
    const trial = { number, state: "running" as const, points: curve }
    const verdict = pruner.judge({ trial, report, peers, show: String, resumable })
    if (verdict._tag === "Prune") return { number, state: "pruned", params: { x }, curve }
    if (verdict._tag === "Pause") return { number, state: "paused", params: { x }, curve }
  }
  return { number, state: "complete", params: { x }, curve, values: [valueAt(x, steps)] }
}

const xOf = ({ params }: Trial): number => Number(params["x"])

const play = (sampler: Sampler, seed: number, resumable: boolean): ReadonlyArray<Trial> => {
  const trials: Array<Trial> = []
  for (let number = 0; number < 40; number++) {
    const history = { revision: number, trials: [...trials] }
    const suggestion = sampler.suggest({ space, where: undefined, history, number, seed, budget: 40 } as never)
    if (!("params" in suggestion)) throw new Error("exhausted")
    trials.push(train(Number(suggestion.params["x"]), number, trials, resumable))
  }
  return trials
}

const distance = (trials: ReadonlyArray<Trial>): number =>
  trials.reduce((sum, trial) => sum + Math.abs(xOf(trial) - optimum), 0) / trials.length

describe("a study most of whose trials are ended early", () => {
  // None of those that wait ever goes on here, so that nothing is ever complete where trials pause.
  it.each([
    ["gp", "pruned", gp, false],
    ["tpe", "pruned", tpe, false],
    ["gp", "paused", gp, true],
    ["tpe", "paused", tpe, true]
  ] as const)("leads %s to the optimum although they are %s", (_name, state, make, resumable) => {
    for (const seed of [1, 2]) {
      const trials = play(make(), seed, resumable)
      expect(trials.filter((trial) => trial.state === state).length).toBeGreaterThan(15)
      expect(distance(trials.slice(-15))).toBeLessThan(0.6 * distance(trials.slice(0, 10)))
    }
  })
})
