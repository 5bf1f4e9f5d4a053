/** What the compiler knows of a study. Most of these laws are held by `tsc` itself, when it checks this file. */
import { execFile } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, expectTypeOf, it } from "vitest"
import { bool, choice, constant, float, int, openStudy, ordinal, study, type ParamsOf } from "../../src/index.ts"

const space = {
  learningRate: float(1e-4, 1e-1, { log: true }),
  units: int(16, 256),
  activation: choice("relu", "tanh"),
  batchSize: ordinal(16, 32, 64),
  shuffle: bool(),
  dataset: constant("digits"),
  optimizer: choice({
    adam: {},
    sgd: { momentum: float(0, 0.99), schedule: choice({ constant: {}, cosine: { warmUp: int(1, 5) } }) }
  })
}
type Params = ParamsOf<typeof space>

describe("params", () => {
  it("have the types of their distributions", () => {
    expectTypeOf<Params["learningRate"]>().toEqualTypeOf<number>()
    expectTypeOf<Params["units"]>().toEqualTypeOf<number>()
    expectTypeOf<Params["activation"]>().toEqualTypeOf<"relu" | "tanh">()
    expectTypeOf<Params["batchSize"]>().toEqualTypeOf<16 | 32 | 64>()
    expectTypeOf<Params["shuffle"]>().toEqualTypeOf<boolean>()
    expectTypeOf<Params["dataset"]>().toEqualTypeOf<"digits">()
  })

  it("are told apart by the type of a branch, nested ones too", () => {
    expectTypeOf<Params["optimizer"]["type"]>().toEqualTypeOf<"adam" | "sgd">()
    const read = (params: Params): number => {
      // @ts-expect-error momentum exists only where the optimizer is sgd
      void params.optimizer.momentum
      if (params.optimizer.type === "adam") return 0
      expectTypeOf(params.optimizer.momentum).toEqualTypeOf<number>()
      // @ts-expect-error warmUp exists only where the schedule is cosine
      void params.optimizer.schedule.warmUp
      return params.optimizer.schedule.type === "cosine" ? params.optimizer.schedule.warmUp : params.optimizer.momentum
    }
    const cosine = { type: "cosine", warmUp: 3 } as const
    expect(
      read({
        learningRate: 1,
        units: 16,
        activation: "relu",
        batchSize: 16,
        shuffle: true,
        dataset: "digits",
        optimizer: { type: "sgd", momentum: 0.5, schedule: cosine }
      })
    ).toBe(3)
  })

  it("reach train and where with these types", () => {
    const made = study({
      space,
      objective: { maximize: "accuracy" },
      where: (params) => {
        expectTypeOf(params).toEqualTypeOf<Params>()
        return true
      },
      train: ({ params }) => {
        expectTypeOf(params).toEqualTypeOf<Params>()
        return { accuracy: params.learningRate }
      }
    })
    expect(made.objective).toEqual({ metric: "accuracy", direction: "maximize" })
  })
})

describe("train", () => {
  it("must return the objective's metric as a number", () => {
    const one = { x: float(0, 1) }
    // @ts-expect-error the metric is missing
    study({ space: one, objective: { maximize: "accuracy" }, train: () => ({ loss: 1 }) })
    // @ts-expect-error the metric is a string
    study({ space: one, objective: { maximize: "accuracy" }, train: () => ({ accuracy: "high" }) })
    // @ts-expect-error nothing is returned
    study({ space: one, objective: { maximize: "accuracy" }, train: () => {} })
    expect(
      study({ space: one, objective: { maximize: "accuracy" }, train: async () => ({ accuracy: 1, loss: 2 }) })
        .isolation
    ).toBe("process")
  })
})

describe("a loop of one's own", () => {
  it("has typed params, and an incumbent with the same types", async () => {
    await using opened = await openStudy(
      { name: "typed", space, objective: { minimize: "loss" }, budget: { trials: 1 } },
      { store: ":memory:" }
    )
    const trial = await opened.ask()
    expectTypeOf(trial.params).toEqualTypeOf<Params>()
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
