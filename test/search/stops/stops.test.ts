import { describe, expect, it } from "vitest"
import { all, any } from "../../../src/search/combine.ts"
import type { StopRequest, StopRule } from "../../../src/search/Stop.ts"
import { gpuHours, gpuSeconds } from "../../../src/search/stops/gpuHours.ts"
import { plateau } from "../../../src/search/stops/plateau.ts"
import { regretBound } from "../../../src/search/stops/regretBound.ts"
import { target } from "../../../src/search/stops/target.ts"
import type { Trial, TrialState } from "../../../src/search/Trial.ts"
import { refusal } from "../../support/refusal.ts"

/** Trials that ended as given: a number is a complete trial with that accuracy, to be maximised. */
const history = (...ends: ReadonlyArray<number | TrialState>): ReadonlyArray<Trial> =>
  ends.map((end, number): Trial =>
    typeof end === "number"
      ? { number, state: "complete", params: {}, curve: [], values: [-end] }
      : { number, state: end, params: {}, curve: [] }
  )

const judge = (rule: StopRule, trials: ReadonlyArray<Trial>, more: Partial<StopRequest> = {}) =>
  rule.judge({
    space: { x: { _tag: "float", low: 0, high: 1, log: false } },
    where: undefined,
    seed: 1,
    history: { revision: 1, trials },
    show: (value) => `<${-value}>`,
    lower: (value) => -value,
    ...more
  })

describe("target", () => {
  it("stops where the objective has got there, in its own direction", () => {
    expect(judge(target(0.9), [])).toEqual({ stop: false, reason: "no trial is complete yet; the target is <0.9>" })
    expect(judge(target(0.9), history(0.5, "failed", 0.8))).toEqual({
      stop: false,
      reason: "the best, <0.8> of trial 2, has not reached the target <0.9>"
    })
    expect(judge(target(0.9), history(0.5, 0.9))).toEqual({
      stop: true,
      reason: "the best, <0.9> of trial 1, has reached the target <0.9>"
    })
    expect(judge(target(0.9), history(0.1), { lower: (value) => value }).stop).toBe(true)
  })

  it("does not count a trial outside the outcome constraints", () => {
    const outside: Trial = { ...history(0.99)[0]!, violations: [0.1] }
    expect(judge(target(0.9), [outside]).stop).toBe(false)
    expect(judge(target(0.9), [{ ...outside, violations: [-0.1] }]).stop).toBe(true)
  })
})

describe("plateau", () => {
  it("counts the complete and pruned trials after the incumbent", () => {
    expect(judge(plateau({ trials: 3 }), history(0.9, 0.1, "pruned", "running", "failed"))).toEqual({
      stop: false,
      reason: "the best, <0.9> of trial 0, has stood for 2 trials of 3"
    })
    expect(judge(plateau({ trials: 3 }), history(0.9, 0.1, "pruned", 0.9))).toEqual({
      stop: true,
      reason: "the best, <0.9> of trial 0, has stood for 3 trials"
    })
    expect(judge(plateau({ trials: 3 }), history(0.9, 0.1, "pruned", 0.95)).stop).toBe(false)
    expect(judge(plateau({ trials: 1 }), history("pruned", "failed")).stop).toBe(false)
  })
})

describe("of several objectives", () => {
  const trial = (number: number, ...values: ReadonlyArray<number>): Trial => ({ ...history(0)[0]!, number, values })
  const trials = [trial(0, -0.9, 5), trial(1, -0.5, 1), trial(2, -0.4, 2), trial(3, -0.8, 6)]

  it("target goes by the first, and says so", () => {
    expect(judge(target(0.95), trials, { firstOf: "accuracy" }).reason).toBe(
      "the best accuracy, <0.9> of trial 0, has not reached the target <0.95>"
    )
    expect(judge(target(0.9), trials, { firstOf: "accuracy" }).stop).toBe(true)
  })

  it("plateau counts from the latest trial of the front, though the incumbent of the first is older", () => {
    expect(judge(plateau({ trials: 3 }), trials)).toEqual({
      stop: false,
      reason: "the front of 2, the latest of them trial 1, has stood for 2 trials of 3"
    })
    expect(judge(plateau({ trials: 2 }), trials).stop).toBe(true)
    expect(judge(plateau({ trials: 2 }), [...trials, trial(4, -0.6, 2)]).stop).toBe(false)
  })

  it("the front of a plateau is inside the outcome constraints", () => {
    const outside: Trial = { ...trial(4, -1, 0), violations: [0.1] }
    expect(judge(plateau({ trials: 3 }), [...trials, outside]).reason).toBe(
      "the front of 2, the latest of them trial 1, has stood for 3 trials"
    )
  })
})

describe("a budget of GPU time", () => {
  it("is used up by hours or seconds, and says what is left", () => {
    expect(judge(gpuHours(4), [], { gpuSeconds: 3600 })).toEqual({
      stop: false,
      reason: "1 of 4 GPU hours are used",
      gpuSecondsLeft: 3 * 3600
    })
    expect(judge(gpuSeconds(10), [], { gpuSeconds: 10 })).toEqual({
      stop: true,
      reason: "10 of 10 GPU seconds are used",
      gpuSecondsLeft: 0
    })
    expect([gpuHours(4).countsGpuSeconds, target(1).countsGpuSeconds]).toEqual([true, undefined])
  })
})

describe("rules together", () => {
  const both = [target(0.9), plateau({ trials: 2 })] as const

  it("stop when one of them does, with its reason alone, or when all do, with every reason", () => {
    expect(judge(any(...both), history(0.95, 0.1))).toEqual({
      stop: true,
      reason: "the best, <0.95> of trial 0, has reached the target <0.9>"
    })
    expect(judge(all(...both), history(0.95, 0.1)).stop).toBe(false)
    expect(judge(all(...both), history(0.95, 0.1, 0.2))).toEqual({
      stop: true,
      reason:
        "the best, <0.95> of trial 0, has reached the target <0.9>; the best, <0.95> of trial 0, has stood for 2 trials"
    })
    expect(judge(any(...both), history(0.5, 0.1)).reason).toContain("; ")
  })

  it("have the GPU seconds of the tightest budget left, or of the widest", () => {
    const of = (rule: StopRule) => judge(rule, [], { gpuSeconds: 5 }).gpuSecondsLeft
    expect(of(any(gpuSeconds(10), gpuSeconds(8), target(1)))).toBe(3)
    expect(of(all(gpuSeconds(10), gpuSeconds(8)))).toBe(5)
    expect(of(all(gpuSeconds(10), target(1)))).toBeUndefined()
    expect(any(gpuSeconds(10), target(1)).countsGpuSeconds).toBe(true)
  })

  it("are stored with their settings", () => {
    expect(any(...both).settings).toEqual({
      of: [
        { name: "target", settings: { value: 0.9 } },
        { name: "plateau", settings: { trials: 2 } }
      ]
    })
  })
})

describe("a regret bound", () => {
  /** −(x − 0.3)², maximised, at points that close in on the best one. */
  const closing = (count: number): ReadonlyArray<Trial> =>
    Array.from({ length: count }, (_, number): Trial => {
      const x = number < 10 ? number / 9 : 0.3 + 0.1 * 2 ** (10 - number) * (number % 2 === 0 ? 1 : -1)
      return { number, state: "complete", params: { x }, curve: [], values: [(x - 0.3) ** 2] }
    })

  it("says that it has no model while there are few results, or all are the same", () => {
    const none = { stop: false, reason: "there is no model yet: it needs 10 results that differ" }
    expect(judge(regretBound(0.01), closing(9))).toEqual(none)
    expect(
      judge(
        regretBound(0.01),
        closing(20).map((trial) => ({ ...trial, values: [1] }))
      )
    ).toEqual(none)
  })

  it("shrinks to what is left to gain, in the objective's unit, and stops the study", () => {
    const verdict = judge(regretBound(0.01), closing(16))
    expect(verdict.stop).toBe(true)
    expect(verdict.reason).toMatch(
      /^by a model of 16 trials the incumbent is no worse than <.*> apart, at most 0\.01$|apart, at most 0\.01$/
    )
    const scaled = closing(16).map((trial) => ({ ...trial, values: [1000 * trial.values![0]!] }))
    expect(judge(regretBound(10), scaled).stop).toBe(true)
    const apart = (reason: string) => Number(/: ([\d.e+-]+) apart/.exec(reason)![1])
    expect(apart(judge(regretBound(10), scaled).reason) / apart(verdict.reason)).toBeCloseTo(1000, -1)
  })

  it("does not stop a study that has looked at one corner only", () => {
    const corner = Array.from({ length: 16 }, (_, number): Trial => {
      const x = (0.2 * number) / 15
      return { number, state: "complete", params: { x }, curve: [], values: [Math.sin(20 * x) - 2 * x] }
    })
    const verdict = judge(regretBound(0.01), corner)
    expect(verdict.stop).toBe(false)
    expect(verdict.reason).toContain("more than 0.01")
  })

  it("holds what it promises: the best possible value is not below its bound", () => {
    const { reason } = judge(regretBound(0.01), closing(13))
    const [, incumbent, bestPossible] = /no worse than <(.+)> and nothing is better than <(.+)>:/.exec(reason)!
    expect(-Number(bestPossible)).toBeLessThanOrEqual(1e-6)
    expect(-Number(incumbent)).toBeGreaterThanOrEqual(-1e-6)
  })
})

describe("a rule refuses", () => {
  it.each([
    [() => target(NaN), "target: the value must be a finite number, but it is NaN."],
    [() => plateau({ trials: 0 }), "plateau: trials must be a whole number of at least 1, but it is 0."],
    [() => regretBound(0), "regretBound: epsilon must be above 0, but it is 0."],
    [() => gpuHours(-1), "gpuHours: the budget must be above 0, but it is -1."],
    [() => gpuSeconds(0), "gpuSeconds: the budget must be above 0, but it is 0."]
  ])("%#", (make, message) => {
    expect(refusal(make).message).toBe(message)
  })
})
