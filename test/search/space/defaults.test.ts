import { describe, expect, expectTypeOf, it } from "vitest"
import * as fc from "fast-check"
import type { ParamsOf } from "../../../src/search/SearchSpace.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { completed, completedHistory, defaultsOf } from "../../../src/search/space/defaults.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import { refusal } from "../../support/refusal.ts"
import { spaces } from "../../support/spaces.ts"

const whole = {
  rate: float(1e-4, 1e-1, { log: true, default: 1e-3 }),
  units: int(8, 64, { default: 32 }),
  batch: ordinal(16, 32, { default: 16 }),
  activation: choice("relu", "tanh", { default: "tanh" }),
  bias: bool({ default: false }),
  version: constant(2),
  optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1, { default: 0.9 }) } }, { default: "sgd" })
}

describe("defaults", () => {
  it("make a point where every param has one", () => {
    expect(defaultsOf(whole)).toEqual({
      rate: 1e-3,
      units: 32,
      batch: 16,
      activation: "tanh",
      bias: false,
      version: 2,
      optimizer: { type: "sgd", momentum: 0.9 }
    })
    expect(defaultsOf({ ...whole, depth: int(1, 3) })).toBeUndefined()
    expect(defaultsOf({ optimizer: choice({ sgd: { momentum: float(0, 1) } }, { default: "sgd" }) })).toBeUndefined()
  })

  it("stand in for what is missing, and leave the rest", () => {
    expect(completed(whole, { units: 8, optimizer: { type: "sgd" } })).toEqual({
      ...defaultsOf(whole),
      units: 8,
      optimizer: { type: "sgd", momentum: 0.9 }
    })
    expect(completed(whole, { optimizer: { type: "adam" } })["optimizer"]).toEqual({ type: "adam" })
  })

  it("change nothing where nothing is missing", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), (space, seed) => {
        const params = sampleParams(space, rngFor(seed, 0, "test"))
        expect(completed(space, params)).toBe(params)
        const trials = [{ number: 0, state: "complete" as const, params, curve: [], values: [1] }]
        const history = { revision: 1, trials }
        expect(completedHistory(space, history)).toBe(history)
      })
    )
  })

  it("stand in for what older trials lack, while the list of trials grows and its trials change", () => {
    const space = { units: int(1, 9), bias: bool({ default: false }) }
    const happenings = fc.array(fc.tuple(fc.nat(5), fc.boolean(), fc.boolean()), { maxLength: 30 })
    fc.assert(
      fc.property(happenings, (list) => {
        const trials: Array<Trial> = []
        for (const [place, isWhole, isAsked] of list) {
          const params = isWhole ? { units: 1 + place, bias: true } : { units: 1 + place }
          const known = trials[place]
          if (known === undefined) trials.push({ number: trials.length, state: "running", params, curve: [] })
          else trials[place] = { ...known, state: "complete", values: [place] }
          if (!isAsked) continue
          const history = completedHistory(space, { revision: 1, trials })
          expect(history.trials).toEqual(trials.map((trial) => ({ ...trial, params: completed(space, trial.params) })))
        }
      })
    )
    const trials: Array<Trial> = [{ number: 0, state: "complete", params: { units: 1 }, curve: [] }]
    const wider = { ...space, units: int(1, 9, { default: 4 }) }
    expect(completedHistory(space, { revision: 1, trials }).trials[0]?.params).toEqual({ units: 1, bias: false })
    expect(completedHistory({ ...wider, version: constant(2) }, { revision: 1, trials }).trials[0]?.params).toEqual({
      units: 1,
      bias: false,
      version: 2
    })
  })

  it.each([
    [() => float(0, 1, { default: 2 }), "float(0, 1): the default 2 is not among its values"],
    [() => float(0, 1, { step: 0.5, default: 0.2 }), "the default 0.2"],
    [() => int(1, 9, { default: 1.5 }), "int(1, 9): the default 1.5"],
    [() => choice("a", "b", { default: "c" as "a" }), 'choice("a", "b"): the default "c"'],
    [() => ordinal(1, 2, { default: 3 as 1 }), "ordinal(1, 2): the default 3"],
    [() => bool({ default: 1 as never }), "bool(): the default 1"],
    [() => choice({ a: {} }, { default: "b" as "a" }), 'the default "b"']
  ])("must be among the values: %s", (make, message) => {
    expect(refusal(make).message).toContain(message)
  })

  it("leave the types of the params alone", () => {
    expectTypeOf<ParamsOf<typeof whole>["activation"]>().toEqualTypeOf<"relu" | "tanh">()
    expectTypeOf<ParamsOf<typeof whole>["batch"]>().toEqualTypeOf<16 | 32>()
    expectTypeOf<ParamsOf<typeof whole>["optimizer"]["type"]>().toEqualTypeOf<"adam" | "sgd">()
    // @ts-expect-error not one of the values
    expect(() => choice("a", "b", { default: "c" })).toThrow('the default "c"')
    // @ts-expect-error not one of the branches
    expect(() => choice({ a: {} }, { default: "b" })).toThrow('the default "b"')
  })

  it("may be the name of a branch", () => {
    expect(choice({ default: {}, other: {} })).toEqual({ _tag: "branch", branches: { default: {}, other: {} } })
  })
})
