/** What a study's author is told while writing. Most of these laws are held by `tsc` itself, when it checks this file. */
import { execFile } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, expectTypeOf, it } from "vitest"
import * as Effect from "effect/Effect"
import {
  bool,
  choice,
  constant,
  float,
  int,
  median,
  openStudy,
  ordinal,
  random,
  study,
  type ParamsOf,
  type Study,
  type TrainContext
} from "hypersweep"

const space = {
  learningRate: float(1e-4, 1e-1, { log: true }),
  units: int(16, 256),
  activation: choice("relu", "tanh"),
  mixed: choice("none", 3, true),
  batch: ordinal(8, 16, 32),
  size: ordinal("small", "large"),
  bias: bool(),
  version: constant("v2"),
  optimizer: choice({
    adam: {},
    sgd: { momentum: float(0, 0.99), schedule: choice({ flat: {}, cosine: { restarts: int(1, 3) } }) }
  })
}
type P = ParamsOf<typeof space>
type Sgd = Extract<P["optimizer"], { readonly type: "sgd" }>

const least = { space: { x: float(0, 1) }, objective: { maximize: "score" } } as const

describe("params are typed from the space", () => {
  it("numbers are numbers", () => {
    expectTypeOf<P["learningRate"]>().toEqualTypeOf<number>()
    expectTypeOf<P["units"]>().toEqualTypeOf<number>()
  })

  it("lists are the union of their values", () => {
    expectTypeOf<P["activation"]>().toEqualTypeOf<"relu" | "tanh">()
    expectTypeOf<P["mixed"]>().toEqualTypeOf<"none" | 3 | true>()
    expectTypeOf<P["batch"]>().toEqualTypeOf<8 | 16 | 32>()
    expectTypeOf<P["size"]>().toEqualTypeOf<"small" | "large">()
    expectTypeOf<P["bias"]>().toEqualTypeOf<boolean>()
    expectTypeOf<P["version"]>().toEqualTypeOf<"v2">()
  })

  it("a branch is a union told apart by its type, and branches nest", () => {
    expectTypeOf<P["optimizer"]["type"]>().toEqualTypeOf<"adam" | "sgd">()
    expectTypeOf<Extract<P["optimizer"], { readonly type: "adam" }>>().toEqualTypeOf<{ readonly type: "adam" }>()
    expectTypeOf<Sgd["momentum"]>().toEqualTypeOf<number>()
    expectTypeOf<Sgd["schedule"]["type"]>().toEqualTypeOf<"flat" | "cosine">()
    expectTypeOf<Extract<Sgd["schedule"], { readonly type: "cosine" }>["restarts"]>().toEqualTypeOf<number>()
  })

  it("they are the same where the space is written inside the study", () => {
    const made = study({
      space: {
        rate: float(0, 1),
        activation: choice("relu", "tanh"),
        batch: ordinal(8, 16),
        version: constant(3),
        optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1) } })
      },
      objective: { minimize: "loss" },
      where: (params) => {
        expectTypeOf(params.activation).toEqualTypeOf<"relu" | "tanh">()
        expectTypeOf(params.optimizer.type).toEqualTypeOf<"adam" | "sgd">()
        return params.rate < 0.5
      },
      train: ({ number, params, report, seed, signal }) => {
        expectTypeOf(params.rate).toEqualTypeOf<number>()
        expectTypeOf(params.batch).toEqualTypeOf<8 | 16>()
        expectTypeOf(params.version).toEqualTypeOf<3>()
        expectTypeOf(seed).toEqualTypeOf<number>()
        expectTypeOf(number).toEqualTypeOf<number>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
        expectTypeOf(report).returns.resolves.toEqualTypeOf<void>()
        return { loss: params.rate }
      }
    })
    expectTypeOf(made).toEqualTypeOf<Study>()
    expect(made.where?.({ rate: 0.7, optimizer: { type: "adam" } })).toBe(false)
  })
})

describe("a param of a branch", () => {
  const params: P = {
    learningRate: 0.01,
    units: 16,
    activation: "relu",
    mixed: 3,
    batch: 8,
    size: "small",
    bias: true,
    version: "v2",
    optimizer: { type: "adam" }
  }
  const momentumOf = ({ optimizer }: P): number | undefined => {
    if (optimizer.type !== "sgd") return undefined
    expectTypeOf(optimizer.momentum).toEqualTypeOf<number>()
    // @ts-expect-error: restarts exists only where the schedule is cosine.
    void optimizer.schedule.restarts
    return optimizer.schedule.type === "cosine" ? optimizer.schedule.restarts : optimizer.momentum
  }

  it("does not exist outside it", () => {
    // @ts-expect-error: only sgd has momentum.
    expect(params.optimizer.momentum).toBeUndefined()
    // @ts-expect-error: it stands in the optimizer, not beside it.
    expect(params.momentum).toBeUndefined()
    expect(params).toHaveProperty("optimizer.type", "adam")
  })

  it("exists where the branch is known to be taken", () => {
    expect(momentumOf(params)).toBeUndefined()
    expect(momentumOf({ ...params, optimizer: { type: "sgd", momentum: 0.5, schedule: { type: "flat" } } })).toBe(0.5)
  })

  it("cannot be missing, or of another branch, in params that are written down", () => {
    // @ts-expect-error: sgd has a schedule too.
    const missing: P["optimizer"] = { type: "sgd", momentum: 0.5 }
    // @ts-expect-error: there is no such branch.
    const unknown: P["optimizer"] = { type: "rmsprop" }
    // @ts-expect-error: flat has no restarts.
    const surplus: Sgd["schedule"] = { type: "flat", restarts: 2 }
    expect([missing, unknown, surplus]).toHaveLength(3)
  })
})

describe("what a study must say", () => {
  it("train returns the objective's metric, as a value, a promise or an Effect", () => {
    const ways = [
      study({ ...least, train: ({ params }) => ({ score: params.x }) }),
      study({ ...least, train: async () => ({ score: 1, other: 2 }) }),
      study({ ...least, train: () => Effect.succeed({ score: 1 }) })
    ]
    expect(ways).toHaveLength(3)
  })

  it("a result without the objective's metric does not compile", () => {
    // @ts-expect-error: the objective is score.
    const misspelt = study({ ...least, train: async () => ({ scores: 1 }) })
    // @ts-expect-error: a metric is a number.
    const text = study({ ...least, train: () => ({ score: "high" }) })
    // @ts-expect-error: nothing is returned.
    const nothing = study({ ...least, train: () => {} })
    // @ts-expect-error: the Effect has no score.
    const effect = study({ ...least, train: () => Effect.succeed({ loss: 1 }) })
    expect([misspelt, text, nothing, effect]).toHaveLength(4)
  })

  it("of several objectives, train returns every metric", () => {
    const several = { space: { x: float(0, 1) }, objective: [{ maximize: "score" }, { minimize: "latency" }] } as const
    const made = study({ ...several, train: async ({ params }) => ({ score: params.x, latency: 3, other: 1 }) })
    expect(made.objectives.map(({ metric }) => metric)).toEqual(["score", "latency"])
    const inline = study({
      space: { x: float(0, 1) },
      objective: [{ maximize: "score" }, { minimize: "latency" }],
      train: ({ params }) => {
        expectTypeOf(params.x).toEqualTypeOf<number>()
        return { score: params.x, latency: 3 }
      }
    })
    expect(inline.objectives).toEqual(made.objectives)
    // @ts-expect-error: the second one is missing.
    const half = study({ ...several, train: () => ({ score: 1 }) })
    // @ts-expect-error: the first one is missing.
    const other = study({ ...several, train: async () => ({ latency: 1, scores: 1 }) })
    // @ts-expect-error: a metric is a number.
    const text = study({ ...several, train: () => ({ score: 1, latency: "3 ms" }) })
    expect([half, other, text]).toHaveLength(3)
  })

  it("train returns every metric that is constrained, too", () => {
    const constraints = { latency: { atMost: 20 }, size: { atLeast: 1 } } as const
    const made = study({ ...least, constraints, train: async () => ({ score: 1, latency: 2, size: 3 }) })
    expect(made.constraints).toHaveLength(2)
    // @ts-expect-error: size is missing.
    const missing = study({ ...least, constraints, train: async () => ({ score: 1, latency: 2 }) })
    // @ts-expect-error: it is called atMost.
    expect(() => study({ ...least, constraints: { latency: { max: 2 } }, train: missing.train })).toThrow("max")
  })

  it("space, objective and train are required", () => {
    const train = () => ({ score: 1 })
    // @ts-expect-error: without a space there is nothing to search.
    expect(() => study({ objective: { maximize: "score" }, train })).toThrow("space")
    // @ts-expect-error: without an objective no trial is better than another.
    expect(() => study({ space: { x: float(0, 1) }, train })).toThrow("objective")
    // @ts-expect-error: without train there is nothing to do.
    expect(() => study(least)).toThrow("train")
  })

  it("unknown settings, directions and distributions do not compile", () => {
    const train = () => ({ score: 1 })
    // @ts-expect-error: it is called budget.
    expect(() => study({ ...least, train, bugdet: { trials: 3 } })).toThrow("bugdet")
    // @ts-expect-error: it is called trials.
    expect(() => study({ ...least, train, budget: { trial: 3 } })).toThrow("trial")
    // @ts-expect-error: one objective has one direction.
    expect(() => study({ ...least, train, objective: { maximise: "score" } })).toThrow("maximise")
    // @ts-expect-error: a number is no distribution.
    expect(() => study({ ...least, train, space: { x: 0.1 } })).toThrow("is 0.1")
    // @ts-expect-error: the sampler is to be called.
    expect(() => study({ ...least, train, sampler: random })).toThrow("sampler")
    // @ts-expect-error: a pruner is no sampler.
    expect(() => study({ ...least, train, sampler: median() })).toThrow("sampler")
  })

  it("a constraint on a param that is not in the space does not compile", () => {
    const made = study({
      ...least,
      // @ts-expect-error: the space has x only.
      where: (params) => params.y < 1,
      train: () => ({ score: 1 })
    })
    expect(made.name).toBeUndefined()
  })
})

describe("what a space is written with", () => {
  it("takes only what makes sense", () => {
    // @ts-expect-error: both bounds are needed.
    expect(() => float(1)).toThrow("low and high")
    // @ts-expect-error: a list has values.
    expect(() => choice()).toThrow("no values")
    // @ts-expect-error: a list has values.
    expect(() => ordinal()).toThrow("no values")
    // @ts-expect-error: an array is to be spread.
    expect(() => choice(["a", "b"])).toThrow("array")
    // @ts-expect-error: true and false have no order worth the name.
    expect(ordinal(true, false)).toHaveProperty("values")
    // @ts-expect-error: a value is a string, a number or a boolean.
    expect(() => constant(null)).toThrow("null")
  })
})

describe("a train function of its own", () => {
  it("can name the type of what it is given", () => {
    const train = async ({ params, report }: TrainContext<P>) => {
      await report(1, { score: params.units })
      return { score: params.learningRate }
    }
    expect(study({ space, objective: { maximize: "score" }, train }).objective.metric).toBe("score")
  })
})

describe("a loop of one's own", () => {
  it("has typed params, and an incumbent with the same types", async () => {
    await using opened = await openStudy(
      { name: "typed", space, objective: { minimize: "loss" }, budget: { trials: 1 } },
      { store: ":memory:" }
    )
    const trial = await opened.ask()
    expectTypeOf(trial.params).toEqualTypeOf<P>()
    expect(["relu", "tanh"]).toContain(trial.params.activation)
    await opened.tell(trial, { loss: 0.5 })
    expect((await opened.best())?.value).toBe(0.5)
  })
})

const compile = (project: string): Promise<{ readonly ok: boolean; readonly output: string }> => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")
  const config = fileURLToPath(new URL(`fixtures/${project}`, import.meta.url))
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "-p", config, "--noEmit", "--pretty", "false"], (error, stdout) =>
      resolve({ ok: error === null, output: stdout })
    )
  })
}

describe("tsc", () => {
  it("refuses a param outside of its branch and an unknown metric, and names file and line", async () => {
    const { ok, output } = await compile("tsconfig.bad.json")
    expect(ok).toBe(false)
    expect(output).toMatch(/momentum\.ts\(10,\d+\): error TS2339: Property 'momentum' does not exist/)
    expect(output).toMatch(/momentum\.ts\(11,\d+\): error TS2339: Property 'momentum' does not exist/)
    expect(output).toMatch(/metric\.ts\(6,\d+\): error .*\n?.*accuracy/)
  })

  it("takes a study that reads the param inside of its branch", async () => {
    const { ok, output } = await compile("tsconfig.good.json")
    expect(output).toBe("")
    expect(ok).toBe(true)
  })
})
