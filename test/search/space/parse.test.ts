import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { isSweepError } from "../../../src/errors.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { misfit } from "../../../src/search/space/misfit.ts"
import { parseParams } from "../../../src/search/space/parse.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import { spaces } from "../../support/spaces.ts"
import * as oracle from "../../support/spaces.ts"

const space = {
  rate: float(1e-4, 1e-1, { log: true }),
  units: int(8, 64, { step: 8, default: 32 }),
  batch: ordinal(16, "all"),
  mode: choice(1, "1", true, "true"),
  bias: bool({ default: true }),
  version: constant("a=b"),
  optimizer: choice({
    adam: {},
    sgd: { momentum: float(0, 1), kind: choice({ heavy: {}, nesterov: { n: int(1, 3) } }) }
  })
}

const words = ["rate=1e-3", "batch=all", "mode=true", "version=a=b", "optimizer=adam"]

describe("params as words", () => {
  it("are a point, with defaults for what is left out", () => {
    expect(parseParams(space, words)).toEqual({
      rate: 0.001,
      units: 32,
      batch: "all",
      mode: "true",
      bias: true,
      version: "a=b",
      optimizer: { type: "adam" }
    })
    const branch = ["optimizer=sgd", "optimizer.momentum=.5", "optimizer.kind=nesterov", "optimizer.kind.n=2"]
    expect(parseParams(space, [...branch, ...words.slice(0, 3), "units=8", "bias=false"])).toMatchObject({
      units: 8,
      bias: false,
      version: "a=b",
      optimizer: { type: "sgd", momentum: 0.5, kind: { type: "nesterov", n: 2 } }
    })
  })

  const cases: ReadonlyArray<readonly [change: ReadonlyArray<string>, message: string, hint: string]> = [
    [["rate=1"], "rate=1: that is none of its values.", "rate is float(0.0001, 0.1, { log: true })."],
    [["rate="], "rate=: that is none", "rate is"],
    [["units=12"], "units=12", "int(8, 64, { step: 8 })"],
    [["units=0x8e"], "units=0x8e", "int"],
    [["bias=yes"], "bias=yes", "bool()"],
    [["optimizer=adm"], "optimizer=adm", '"adam", "sgd"'],
    [["rat=1"], "The study has no param rat.", "rate, units, batch"],
    [
      ["optimizer.momentum=0.5"],
      "optimizer.momentum exists only where optimizer is sgd, but it is adam.",
      "take that branch"
    ],
    [["lr"], '"lr" is not a param.', "name=value"],
    [["=1"], '"=1" is not a param.', "name=value"],
    [["rate=0.01", "rate=0.02"], "The param rate is given twice.", "once"],
    [
      ["optimizer=sgd"],
      "Some params are missing: optimizer.momentum, optimizer.kind.",
      "optimizer.momentum=…: float(0, 1)"
    ]
  ]
  it.each(cases)("are refused where they make no sense: %j", (change, message, hint) => {
    const names = new Set(change.map((word) => word.split("=")[0]))
    const given = [...words.filter((word) => !names.has(word.split("=")[0])), ...change]
    try {
      parseParams(space, given)
    } catch (error) {
      if (!isSweepError(error)) throw error
      expect(error._tag).toBe("UsageError")
      expect(error.message).toContain(message)
      expect(error.hint).toContain(hint)
      return
    }
    throw new Error("It was not refused.")
  })

  it("say which branch is meant where only its param is given", () => {
    expect(() => parseParams(space, ["optimizer.momentum=0.5"])).toThrow("exists only where optimizer is sgd.")
  })
})

/** Changes one value somewhere in the params. */
const spoilt = (params: Params, value: unknown): unknown => {
  const [name] = Object.keys(params)
  return name === undefined ? value : { ...params, [name]: value }
}

describe("given params", () => {
  it("fit where they are drawn from the space", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), (searched, seed) => {
        expect(misfit(searched, sampleParams(searched, rngFor(seed, 0, "test")))).toBeUndefined()
      })
    )
  })

  it("are refused exactly where they are no point of the space", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), fc.anything(), (searched, seed, value) => {
        const given = spoilt(sampleParams(searched, rngFor(seed, 0, "test")), value)
        expect(misfit(searched, given) === undefined).toBe(oracle.misfit(searched, given) === undefined)
      }),
      { numRuns: 500 }
    )
  })

  it("are told what is wrong", () => {
    const good = { ...parseParams(space, words) }
    expect(misfit(space, { ...good, units: 9 })).toBe("units cannot be 9: it is int(8, 64, { step: 8 })")
    expect(misfit(space, { ...good, lr: 9 })).toContain("there is no param lr: the params are rate, units")
    expect(misfit(space, { ...good, optimizer: "adam" })).toContain('it is one of { type: "adam" }, { type: "sgd" }')
    expect(misfit(space, { ...good, optimizer: { type: "adam", momentum: 1 } })).toContain(
      "there is no param optimizer.momentum: there are no params there"
    )
    expect(misfit(space, { ...good, optimizer: { type: "sgd" } })).toBe("optimizer.momentum is missing: float(0, 1)")
  })
})
