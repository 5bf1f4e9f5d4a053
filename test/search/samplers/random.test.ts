import { describe, expect, it } from "vitest"
import { random } from "../../../src/search/samplers/random.ts"
import type { SuggestRequest } from "../../../src/search/Sampler.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"

const space = {
  rate: float(1e-5, 1e-1, { log: true }),
  dropout: float(0, 0.5, { step: 0.1 }),
  units: int(8, 256, { log: true }),
  layers: int(1, 5),
  optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1) } }),
  activation: choice("relu", "tanh"),
  batch: ordinal(16, 32, 64),
  bias: bool(),
  version: constant(3)
}

const suggest = (more: Partial<SuggestRequest>) =>
  random().suggest({
    space,
    objectives: 1,
    history: { revision: 0, trials: [] },
    number: 0,
    seed: 7,
    budget: 10,
    ...more
  })

const paramsOf = (more: Partial<SuggestRequest>): Params => {
  const suggestion = suggest(more)
  if ("exhausted" in suggestion) throw new Error(suggestion.exhausted)
  return suggestion.params
}

describe("random", () => {
  it("suggests what it has always suggested", () => {
    expect([0, 1, 2].map((number) => paramsOf({ number }))).toMatchInlineSnapshot(`
      [
        {
          "activation": "tanh",
          "batch": 16,
          "bias": true,
          "dropout": 0.1,
          "layers": 1,
          "optimizer": {
            "type": "adam",
          },
          "rate": 0.0000207695992703405,
          "units": 211,
          "version": 3,
        },
        {
          "activation": "relu",
          "batch": 32,
          "bias": true,
          "dropout": 0.3,
          "layers": 5,
          "optimizer": {
            "momentum": 0.03786411537429535,
            "type": "sgd",
          },
          "rate": 0.000813133428219743,
          "units": 61,
          "version": 3,
        },
        {
          "activation": "tanh",
          "batch": 32,
          "bias": false,
          "dropout": 0.4,
          "layers": 5,
          "optimizer": {
            "type": "adam",
          },
          "rate": 0.000010739355494640025,
          "units": 182,
          "version": 3,
        },
      ]
    `)
    expect(paramsOf({ seed: 8 })).toMatchInlineSnapshot(`
      {
        "activation": "relu",
        "batch": 64,
        "bias": false,
        "dropout": 0.5,
        "layers": 4,
        "optimizer": {
          "type": "adam",
        },
        "rate": 0.0002921898351553858,
        "units": 172,
        "version": 3,
      }
    `)
  })

  it("does not learn: the history changes nothing", () => {
    const trials = [{ number: 0, state: "complete" as const, params: paramsOf({}), values: [1], curve: [] }]
    expect(suggest({ number: 1, history: { revision: 4, trials } })).toEqual(suggest({ number: 1 }))
  })

  it("says that it drew at random", () => {
    expect(suggest({})).toMatchObject({ evidence: { model: "random" } })
  })

  it("covers the space: every branch, category and octave comes up", () => {
    const drawn = Array.from({ length: 60 }, (_, number) => paramsOf({ number }))
    const seen = (name: string) => new Set(drawn.map((params) => params[name]))
    expect(seen("batch").size).toBe(3)
    expect(seen("bias").size).toBe(2)
    expect(seen("layers").size).toBe(5)
    expect(seen("dropout").size).toBe(6)
    expect(new Set(drawn.map((params) => Math.floor(Math.log10(Number(params["rate"]))))).size).toBe(4)
    expect(new Set(drawn.map(({ optimizer }) => (optimizer as { readonly type: string }).type)).size).toBe(2)
  })

  it("names the constraint when it finds nothing that satisfies it", () => {
    expect(suggest({ where: () => false })).toEqual({ exhausted: expect.stringContaining("(where)") })
  })
})
