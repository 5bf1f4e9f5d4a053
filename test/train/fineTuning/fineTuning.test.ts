import { describe, expect, expectTypeOf, it } from "vitest"
import fc from "fast-check"
import { choice, constant, study, type ParamsOf } from "hypersweep"
import { fineTuning, tuningPlan, type FineTuningOptions, type TuningParams } from "hypersweep/train"
import { rngFor } from "../../../src/search/math/rng.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"

const layers = ["embeddings", "layer0", "layer1", "pool"]
const space = { tuning: fineTuning({ layers, kinds: ["full", "features", "layers", "gradual", "adapters"] }) }
const rates = { learningRate: 1e-3, decay: 0.5, headRate: 1e-2 }

const table = (params: TuningParams, epochs: number, headEpochs?: number) => {
  const { stages } = tuningPlan(params, { layers, epochs, ...(headEpochs === undefined ? {} : { headEpochs }) })
  return stages.map((stage) => [
    stage.epochs,
    ...[...layers.map((layer) => `${layer}/kernel`), "head/kernel"].map((name) => stage.rates(name))
  ])
}

describe("fineTuning", () => {
  it("gives a space whose every point makes a plan", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, epochs) => {
        const { tuning } = sampleParams(space, rngFor(seed, 0, "test")) as { readonly tuning: TuningParams }
        const plan = tuningPlan(tuning, { layers, epochs, headEpochs: 2 })
        const headStages = tuning.type === "features" ? 0 : 2
        expect(plan.stages.reduce((sum, stage) => sum + stage.epochs, 0)).toBe(epochs + headStages)
        for (const { rates } of plan.stages) expect(rates("head/kernel")).toBeGreaterThan(0)
        for (const layer of plan.frozen) for (const { rates } of plan.stages) expect(rates(`${layer}/kernel`)).toBe(0)
      })
    )
  })

  it("types the params of each kind", () => {
    const tuning = fineTuning({ layers, kinds: ["features", "layers"] })
    type Tuning = ParamsOf<{ tuning: typeof tuning }>["tuning"]
    expectTypeOf<Tuning["type"]>().toEqualTypeOf<"features" | "layers">()
    expectTypeOf<Extract<Tuning, { type: "layers" }>["count"]>().toEqualTypeOf<number>()
    expectTypeOf<Extract<Tuning, { type: "layers" }>["from"]>().toEqualTypeOf<"top" | "bottom">()
  })

  it("takes more branches beside its own", () => {
    const withControl = study({
      space: { model: choice({ ...fineTuning({ layers }).branches, control: { smoothing: constant(1) } }) },
      objective: { maximize: "accuracy" },
      train: ({ params: { model } }) => {
        if (model.type === "control") return { accuracy: model.smoothing }
        expectTypeOf(model).toExtend<TuningParams>()
        return { accuracy: model.headRate }
      }
    })
    expect(withControl.space["model"]).toMatchObject({ branches: { full: {}, control: {} } })
  })

  it.each([
    [{ layers: [] }, /no layers/],
    [{ layers: ["a", "a"] }, /twice/],
    [{ layers, kinds: [] }, /no kinds/],
    [{ layers, kinds: ["half"] }, /no kind of fine-tuning "half"/]
  ])("refuses %j", (options, message) => {
    expect(() => fineTuning(options as FineTuningOptions<["full"]>)).toThrow(message)
  })
})

describe("the plan of a fine-tuning", () => {
  it("gives each layer its rate over that of the layer above", () => {
    expect(table({ type: "full", ...rates }, 3)).toEqual([[3, 0.125, 0.25, 0.5, 1, 10]])
  })

  it("trains the head alone on features, with its own rate", () => {
    const plan = tuningPlan({ type: "features", headRate: 0.02 }, { layers, epochs: 40 })
    expect(plan.learningRate).toBe(0.02)
    expect(plan.frozen).toEqual(layers)
    expect(table({ type: "features", headRate: 0.02 }, 40)).toEqual([[40, 0, 0, 0, 0, 1]])
  })

  it("counts layers from either end", () => {
    expect(table({ type: "layers", count: 2, from: "top", ...rates }, 2)).toEqual([[2, 0, 0, 0.5, 1, 10]])
    expect(table({ type: "layers", count: 2, from: "bottom", ...rates }, 2, 1)).toEqual([
      [1, 0, 0, 0, 0, 10],
      [2, 0.5, 1, 0, 0, 10]
    ])
  })

  it("thaws one layer more after each stage, the head first, and ends with all of them", () => {
    expect(table({ type: "gradual", each: 1, ...rates }, 6)).toEqual([
      [1, 0, 0, 0, 0, 10],
      [1, 0, 0, 0, 1, 10],
      [1, 0, 0, 0.5, 1, 10],
      [1, 0, 0.25, 0.5, 1, 10],
      [3, 0.125, 0.25, 0.5, 1, 10]
    ])
    expect(table({ type: "gradual", each: 2, ...rates }, 3, 0)).toEqual([
      [2, 0, 0, 0, 1, 10],
      [1, 0, 0, 0.5, 1, 10]
    ])
  })

  it("trains adapters and leaves the kernels beside them", () => {
    const plan = tuningPlan({ type: "adapters", rank: 4, learningRate: 1e-3, headRate: 1e-2 }, { layers, epochs: 1 })
    const [stage] = plan.stages
    expect(plan.adapterRank).toBe(4)
    expect(stage!.rates("adapters/layer0/widenKernel/up")).toBe(1)
    expect(stage!.rates("layer0/widenKernel")).toBe(0)
    expect(stage!.rates("head/bias")).toBe(10)
  })

  it.each([0, 1.5, -1])("refuses %j epochs", (epochs) => {
    expect(() => tuningPlan({ type: "full", ...rates }, { layers, epochs })).toThrow(/epochs is/)
  })
})
