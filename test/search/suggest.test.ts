import { describe, expect, it } from "vitest"
import { choice, float, gp, int, random, study, type Sampler } from "../../src/index.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import type { SuggestRequest } from "../../src/search/Sampler.ts"
import { suggestNext } from "../../src/search/suggest.ts"
import type { Study } from "../../src/search/Study.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { refusal } from "../support/refusal.ts"

const space = { rate: float(0, 1), optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1) } }) }

const defined = study({
  space,
  where: ({ rate }) => rate < 0.9,
  enqueue: [
    { rate: 0.5, optimizer: { type: "adam" } },
    { rate: 0.25, optimizer: { type: "sgd", momentum: 0.5 } }
  ],
  objective: { minimize: "loss" },
  sampler: random(),
  train: () => ({ loss: 0 })
})

const trialsOf = (points: ReadonlyArray<Params>): ReadonlyArray<Trial> =>
  points.map((params, number) => ({ number, state: "complete", params, curve: [], values: [number] }))

const next = (made: Study, trials: ReadonlyArray<Trial>, number = trials.length) => {
  const suggestion = suggestNext(made, { history: { revision: number, trials }, number, budget: 20 })
  if ("exhausted" in suggestion) throw new Error(suggestion.exhausted)
  return suggestion
}

const saying = (suggest: Sampler["suggest"]): Sampler => ({ _tag: "Sampler", name: "saying", settings: {}, suggest })

describe("what comes first", () => {
  it("is each enqueued point, in order, until a trial has it; then the sampler's", () => {
    const [first, second] = defined.enqueue as [Params, Params]
    expect(next(defined, [])).toEqual({
      params: first,
      evidence: { model: "enqueued", reason: "point 1 of 2 that the study file puts first" }
    })
    expect(next(defined, trialsOf([first])).params).toEqual(second)
    // Someone else's trials, in between, change nothing.
    expect(next(defined, trialsOf([{ rate: 0.1, optimizer: { type: "adam" } }])).params).toEqual(first)
    expect(next(defined, trialsOf([second])).params).toEqual(first)
    expect(next(defined, trialsOf([second, first])).evidence.model).toBe("random")
  })

  it("counts a trial whatever the order of its params' names", () => {
    const trials = trialsOf([
      { optimizer: { type: "adam" }, rate: 0.5 },
      { optimizer: { momentum: 0.5, type: "sgd" }, rate: 0.25 }
    ])
    expect(next(defined, trials).evidence.model).toBe("random")
  })

  it("is the point of all defaults, where the constraint allows it", () => {
    const withDefaults = (most: number) =>
      study({
        space: { x: float(0, 1, { default: 0.25 }), n: int(1, 9, { default: 3 }) },
        where: ({ x }) => x <= most,
        objective: { minimize: "loss" },
        sampler: random(),
        train: () => ({ loss: 0 })
      })
    expect(next(withDefaults(0.5), [])).toEqual({
      params: { x: 0.25, n: 3 },
      evidence: { model: "enqueued", reason: "the default of every param" }
    })
    expect(next(withDefaults(0.5), trialsOf([{ x: 0.25, n: 3 }])).evidence.model).toBe("random")
    expect(next(withDefaults(0.2), []).evidence.model).toBe("random")
  })

  it("is refused at the definition where it is no point of the space, or the constraint refuses it", () => {
    const enqueueing = (point: unknown) => () =>
      study({ ...definition, enqueue: [{ rate: 0, optimizer: { type: "adam" } }, point as never] })
    const definition = {
      space,
      where: ({ rate }: { readonly rate: number }) => rate < 0.9,
      objective: { minimize: "loss" },
      train: () => ({ loss: 0 })
    } as const
    expect(refusal(enqueueing({ rate: 2, optimizer: { type: "adam" } })).message).toBe(
      "enqueue: point 2 is no point of the space: rate cannot be 2: it is float(0, 1)."
    )
    expect(refusal(enqueueing({ rate: 0.95, optimizer: { type: "adam" } })).message).toContain(
      "the constraint (where) refuses point 2"
    )
    expect(refusal(enqueueing("x")).message).toContain("point 2 is no point of the space")
    expect(refusal(() => study({ ...definition, enqueue: {} as never })).message).toContain("must be a list")
  })

  it("is typed from the space", () => {
    const typed = () =>
      study({
        space,
        // @ts-expect-error adam has no momentum
        enqueue: [{ rate: 0.1, optimizer: { type: "adam", momentum: 0.5 } }],
        objective: { minimize: "loss" },
        train: ({ params }) => ({ loss: params.rate })
      })
    expect(typed).toThrow("optimizer.momentum")
  })
})

describe("the sampler", () => {
  it("is given trials from before a param existed with its default", () => {
    let seen: SuggestRequest | undefined
    const sampler = saying((request) => {
      seen = request
      return { exhausted: "enough" }
    })
    const made = study({
      space: { x: float(0, 1), n: int(1, 9, { default: 3 }), version: choice("a", "b") },
      objective: { minimize: "loss" },
      sampler,
      train: () => ({ loss: 0 })
    })
    const trials = trialsOf([
      { x: 0.5, version: "a" },
      { x: 0.25, n: 1, version: "b" }
    ])
    suggestNext(made, { history: { revision: 2, trials }, number: 2, budget: 9 })
    expect(seen?.history.trials.map(({ params }) => params["n"])).toEqual([3, 1])
    expect(trials[0]?.params).toEqual({ x: 0.5, version: "a" })
  })

  it("learns on in a space that has grown, from its own evidence", () => {
    const wider = (more: object) =>
      study({
        space: { x: float(0, 1), y: float(0, 1), ...more },
        objective: { minimize: "loss" },
        sampler: gp({ startup: 4 }),
        train: () => ({ loss: 0 })
      })
    const trials: Array<Trial> = []
    for (const made of [wider({}), wider({ x: float(-1, 2), n: int(1, 9, { default: 3 }) })])
      for (let count = 0; count < 8; count++) {
        const { evidence, params } = next(made, trials)
        trials.push({
          number: trials.length,
          state: "complete",
          params,
          curve: [],
          values: [(Number(params["x"]) - 0.3) ** 2 + Number(params["y"])],
          evidence
        })
      }
    expect(trials.slice(8).every(({ evidence, params }) => "n" in params && evidence?.fitted !== undefined)).toBe(true)
  })

  it("may not violate the constraint", () => {
    const sampler = saying(() => ({
      params: { rate: 0.95, optimizer: { type: "adam" } },
      evidence: { model: "saying", reason: "so" }
    }))
    const { message } = refusal(() => next({ ...defined, enqueue: [], sampler }, []))
    expect(message).toContain('The sampler "saying" proposed {"rate":0.95')
  })

  it("is not blamed for a space without a single point", () => {
    const where = () => false
    const impossible = { ...defined, enqueue: [], where }
    expect(refusal(() => next(impossible, [])).message).toContain("seems to refuse the whole space")
    const finite = { ...impossible, space: { n: int(1, 3) } }
    expect(refusal(() => next(finite, [])).message).toBe("The constraint (where) refuses all 3 points of the space.")
  })

  it("ends a study whose points were all tried", () => {
    const finite = { ...defined, enqueue: [], space: { n: int(1, 3) }, where: ({ n }: Params) => Number(n) < 3 }
    const history = { revision: 2, trials: trialsOf([{ n: 1 }, { n: 2 }]) }
    expect(suggestNext(finite, { history, number: 2, budget: 9 })).toHaveProperty("exhausted")
  })
})
