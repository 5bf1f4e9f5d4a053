import { describe, expect, it } from "vitest"
import { study } from "../../src/search/define.ts"
import { median } from "../../src/search/pruners/median.ts"
import { grid } from "../../src/search/samplers/grid.ts"
import { random } from "../../src/search/samplers/random.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import { bool, float } from "../../src/search/space/distributions.ts"
import { isStudy, type Study, type StudyDefinition } from "../../src/search/Study.ts"
import { anyStop } from "../../src/search/stops/combine.ts"
import { gpuHours } from "../../src/search/stops/gpuHours.ts"
import { target } from "../../src/search/stops/target.ts"
import { refusal } from "../support/refusal.ts"

const least = {
  space: { x: float(0, 1) },
  objective: { maximize: "score" },
  train: () => ({ score: 1 })
} as const

/** A study as JavaScript lets it through, where TypeScript would not. */
const defined = (more: Readonly<Record<string, unknown>>): Study =>
  study({ ...least, ...more } as unknown as StudyDefinition<typeof least.space, "score">)

describe("a study of nothing but space, objective and train", () => {
  it("has every default", () => {
    const { pruner, sampler, train, ...rest } = study(least)
    expect(rest).toEqual({
      _tag: "hypersweep/Study",
      name: undefined,
      space: { x: float(0, 1) },
      where: undefined,
      enqueue: [],
      objective: { metric: "score", direction: "maximize" },
      objectives: [{ metric: "score", direction: "maximize" }],
      constraints: [],
      noise: undefined,
      sealed: [],
      budget: { trials: 100, timeMillis: undefined },
      resources: { cpu: 1, gpu: 0, gpuMemoryMiB: undefined, memoryMiB: undefined },
      retry: { crash: 2, outOfMemory: 1, timeout: 0 },
      consecutiveFailures: 10,
      timeoutMillis: undefined,
      seed: 0,
      keptCheckpoints: 5,
      isolation: "process",
      backend: undefined
    })
    expect(sampler.name).toBe("auto")
    expect(pruner.name).toBe("asha")
    expect(pruner.settings).toMatchObject({ minStep: 1 })
    expect(train).toBe(least.train)
  })
})

describe("a study of several objectives", () => {
  const several = { ...least, objective: [{ maximize: "score" }, { minimize: "latency" }] }

  it("has them all, and prunes nothing by one of them unless it is told to", () => {
    const made = defined(several)
    expect(made.objective).toEqual({ metric: "score", direction: "maximize" })
    expect(made.objectives).toEqual([made.objective, { metric: "latency", direction: "minimize" }])
    expect(made.pruner.name).toBe("none")
    expect(defined({ ...several, pruner: median() }).pruner.name).toBe("median")
  })

  it("asks its sampler about their number", () => {
    const counts: Array<number> = []
    const sampler = { ...random(), check: (_: unknown, objectives: number) => counts.push(objectives) }
    defined({ ...several, sampler })
    defined({ sampler })
    expect(counts).toEqual([2, 1])
  })
})

describe("a study that says everything", () => {
  it("keeps what it says", () => {
    const where = (params: Params) => params["x"] !== 0.5
    const made = defined({
      name: "digits",
      where,
      objective: { minimize: "loss" },
      sampler: random(),
      pruner: median(),
      budget: { trials: 7, time: "2 minutes" },
      resources: { cpu: 2, gpu: 0.5, memory: 512 },
      retry: { crash: 0, outOfMemory: 3, timeout: 1 },
      failures: { consecutive: 3 },
      timeout: "90 s",
      seed: 11,
      isolation: "none",
      backend: "wasm"
    })
    expect(made).toMatchObject({
      name: "digits",
      objective: { metric: "loss", direction: "minimize" },
      sampler: { name: "random" },
      pruner: { name: "median" },
      budget: { trials: 7, timeMillis: 120_000 },
      resources: { cpu: 2, gpu: 0.5, gpuMemoryMiB: undefined, memoryMiB: 512 },
      retry: { crash: 0, outOfMemory: 3, timeout: 1 },
      consecutiveFailures: 3,
      timeoutMillis: 90_000,
      seed: 11,
      isolation: "none",
      backend: "wasm"
    })
    expect(made.where?.({ x: 0.5 })).toBe(false)
    expect(made.where?.({ x: 0.4 })).toBe(true)
  })

  it("may leave a part of a group out", () => {
    expect(defined({ budget: { time: 1000 }, retry: { timeout: 4 } })).toMatchObject({
      budget: { trials: 100, timeMillis: 1000 },
      retry: { crash: 2, outOfMemory: 1, timeout: 4 }
    })
  })

  it.each([0, 0.25, 1, 3])("may ask for %d GPUs per trial", (gpu) => {
    expect(defined({ resources: { gpu } }).resources.gpu).toBe(gpu)
  })
})

describe("a study is refused", () => {
  const cases: ReadonlyArray<readonly [more: Readonly<Record<string, unknown>>, message: string, hint: string]> = [
    [{ space: {} }, "The space is empty: there is nothing to search.", "Add a param"],
    [{ space: undefined }, "The space is not an object of distributions.", "Write {"],
    [{ space: [float(0, 1)] }, "The space is not an object of distributions.", "Write {"],
    [{ space: { x: bool } }, 'The param "x" in the space is a function, which is not a distribution.', "Use float"],
    [{ space: { x: 0.1 } }, 'The param "x" in the space is 0.1, which is not', "x: constant(0.1)"],
    [{ train: undefined }, "The study has no train function.", "Add one: train: async ("],
    [{ train: { score: 1 } }, "The study has no train function.", "Add one"],
    [{ trails: 3 }, 'A study has no setting "trails".', "budget"],
    [{ sampler: random }, "The study's sampler is a function, which is not a sampler.", "Call one: sampler: gp()."],
    [{ sampler: "gp" }, 'The study\'s sampler is "gp", which is not a sampler.', "Call one"],
    [{ sampler: median() }, "which is not a sampler.", "Call one"],
    [{ sampler: null }, "The study's sampler is null, which is not a sampler.", "Call one"],
    [{ pruner: median }, "The study's pruner is a function, which is not a pruner.", "Call one: pruner: asha()."],
    [
      { sampler: grid() },
      'The grid sampler needs a finite number of values, but "x" is a float(0, 1)',
      'points: { "x"'
    ],
    [{ where: true }, "The study's constraint (where) must be a function, but it is true.", "Write where: (params) =>"],
    [{ objective: undefined }, "The study has no objective.", '{ maximize: "accuracy" }'],
    [{ objective: "score" }, "The study has no objective.", "Write objective"],
    [{ objective: [] }, "The study's list of objectives is empty.", "several of them in a list"],
    [{ objective: { maximum: "score" } }, 'The objective {"maximum":"score"} names no direction', "Write objective"],
    [{ budget: { trials: 0 } }, "budget.trials must be a whole number of at least 1, but it is 0.", "leave it out"],
    [{ budget: { trials: 2.5 } }, "budget.trials must be a whole number of at least 1, but it is 2.5.", "leave it out"],
    [{ budget: { trials: "20" } }, 'budget.trials must be a whole number of at least 1, but it is "20".', "Change"],
    [
      { budget: { trials: Infinity } },
      "budget.trials must be a whole number of at least 1, but it is Infinity.",
      "Change"
    ],
    [{ budget: { time: "soon" } }, 'budget.time must be a duration above 0, but it is "soon".', '"20 minutes"'],
    [{ budget: { time: 0 } }, "budget.time must be a duration above 0, but it is 0.", '"20 minutes"'],
    [{ budget: 60 }, "budget must be an object, but it is 60.", "Write budget: { trials: … }"],
    [{ budget: null }, "budget must be an object, but it is null.", "Write budget: { trials: … }"],
    [{ budget: { trial: 60 } }, 'budget has no setting "trial".', "The settings are trials, time, gpuSeconds."],
    [{ resources: 2 }, "resources must be an object, but it is 2.", "Write resources: { cpu: … }"],
    [{ resources: { cores: 2 } }, 'resources has no setting "cores".', "cpu, gpu, gpuMemory, memory"],
    [{ resources: { cpu: 0 } }, "resources.cpu must be a number above 0, but it is 0.", "Change resources.cpu"],
    [
      { resources: { gpu: -1 } },
      "resources.gpu must be a share between 0 and 1 or a whole number, but it is -1.",
      "0.5"
    ],
    [{ resources: { gpu: 1.5 } }, "resources.gpu must be a share between 0 and 1 or a whole", "two trials share"],
    [{ resources: { memory: NaN } }, "resources.memory must be a number above 0, but it is NaN.", "Change"],
    [{ retry: { crash: -1 } }, "retry.crash must be a whole number of at least 0, but it is -1.", "Change retry.crash"],
    [{ retry: { outOfMemory: 0.5 } }, "retry.outOfMemory must be a whole number", "Change"],
    [{ retry: { timeout: "1" } }, "retry.timeout must be a whole number", "Change"],
    [{ retry: { error: 1 } }, 'retry has no setting "error".', "crash, outOfMemory, timeout"],
    [{ failures: 10 }, "failures must be an object, but it is 10.", "Write failures: { consecutive: … }"],
    [{ failures: { consecutive: 0 } }, "failures.consecutive must be a whole number of at least 1", "Change"],
    [{ timeout: "ages" }, 'timeout must be a duration above 0, but it is "ages".', "with a unit"],
    [{ seed: -1 }, "seed must be a whole number of at least 0, but it is -1.", "Change seed, or leave it out."],
    [{ seed: 1.5 }, "seed must be a whole number", "Change seed"],
    [{ seed: NaN }, "seed must be a whole number of at least 0, but it is NaN.", "Change seed"],
    [{ isolation: "thread" }, 'isolation must be one of "process", "none", but it is "thread".', "Change isolation"],
    [{ backend: "gpu" }, 'but it is "gpu".', "Change backend, or leave it out."],
    [{ name: "" }, 'The study\'s name must be a text, but it is "".', "after its file"],
    [{ name: 3 }, "The study's name must be a text, but it is 3.", "after its file"]
  ]
  it.each(cases)("with %j", (more, message, hint) => {
    const refused = refusal(() => defined(more))
    expect(refused.message).toContain(message)
    expect(refused.hint).toContain(hint)
  })

  it("without a definition", () => {
    for (const nothing of [undefined, null, "digits"]) {
      const { hint, message } = refusal(() => study(nothing as never))
      expect(message).toBe("study() was called without a definition.")
      expect(hint).toContain("export default study({")
    }
  })

  it("where its file calls study(), so that the stack names the line", () => {
    const thrown = (() => {
      try {
        return defined({ budget: { trials: 0 } })
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(Error)
    expect((thrown as Error).stack).toContain("define.test.ts")
  })
})

describe("a budget of GPU seconds", () => {
  it("is a rule by which the study stops, beside its own", () => {
    expect(defined({ budget: { gpuSeconds: 60 }, resources: { gpu: 0.5 } }).stop?.name).toBe("gpuSeconds")
    const both = defined({ budget: { gpuSeconds: 60 }, resources: { gpu: 1 }, stop: target(0.98) }).stop
    expect(both?.name).toBe("any")
    expect(both?.countsGpuSeconds).toBe(true)
    expect(refusal(() => defined({ budget: { gpuSeconds: 0 } })).message).toContain("budget.gpuSeconds")
  })

  it("is refused where trials take no share of a GPU: it would never be used up", () => {
    expect(refusal(() => defined({ budget: { gpuSeconds: 60 } }))).toEqual({
      message:
        "budget.gpuSeconds counts GPU time, and the trials of this study take no share of a GPU: it would never be used up.",
      hint: "Say what a trial takes, resources: { gpu: 1 }, or drop the budget."
    })
    for (const stop of [gpuHours(4), anyStop([gpuHours(4), target(0.98)])]) {
      expect(refusal(() => defined({ stop, resources: { gpu: 0 } })).message).toContain(`The stop rule ${stop.name}`)
      expect(defined({ stop, resources: { gpu: 0.5 } }).stop).toBe(stop)
    }
  })
})

describe("isStudy", () => {
  it("recognises a study by its tag, also one that another copy of the package made", () => {
    const made = study(least)
    expect(isStudy(made)).toBe(true)
    expect(isStudy({ ...made })).toBe(true)
  })

  it.each([[undefined], [null], ["hypersweep/Study"], [{}], [least], [{ _tag: "Study" }], [() => study(least)]])(
    "recognises no study in %j",
    (value) => expect(isStudy(value)).toBe(false)
  )
})
