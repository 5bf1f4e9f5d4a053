import { describe, expect, it } from "vitest"
import * as Effect from "effect/Effect"
import { study } from "../../src/search/define.ts"
import { goOn, type Verdict } from "../../src/search/Pruner.ts"
import { float } from "../../src/search/space/distributions.ts"
import type { Study, TrainContext } from "../../src/search/Study.ts"
import type { Report } from "../../src/search/Trial.ts"
import { execute, logLine, TrialStopped, type Execution } from "../../src/train/execute.ts"

const assignment = { number: 3, attempt: 2, params: { x: 0.5 }, seed: 99 }
const prune: Verdict = { _tag: "Prune", reason: "0.1 is too low" }

/** A study whose `train` does anything at all. */
const training = (train: (context: TrainContext) => unknown): Study => ({
  ...study({ space: { x: float(0, 1) }, objective: { maximize: "score" }, train: () => ({ score: 0 }) }),
  train: train as Study["train"]
})

/** One execution, with what it reported and logged. */
const run = async (
  train: (context: TrainContext) => unknown,
  judge: (report: Report) => Verdict | Promise<Verdict> = () => goOn,
  stop = new AbortController()
) => {
  const reports: Array<Report> = []
  const logged: Array<string> = []
  const execution: Execution = await execute(training(train), assignment, {
    stop,
    log: (...values) => logged.push(logLine(values)),
    checkpoints: { saved: async () => {}, loaded: async () => {} },
    judge: async (report) => {
      reports.push(report)
      return await judge(report)
    }
  })
  return { execution, reports, logged, stop }
}

const executionOf = async (train: (context: TrainContext) => unknown): Promise<Execution> =>
  (await run(train)).execution

describe("train", () => {
  it.each([
    ["a value", () => ({ score: 1, loss: NaN })],
    ["a promise", async () => ({ score: 1, loss: NaN })],
    ["an Effect", () => Effect.succeed({ score: 1, loss: NaN })],
    ["an Effect that takes its time", () => Effect.as(Effect.sleep("2 millis"), { score: 1, loss: NaN })],
    ["an Effect of a promise", () => Effect.promise(async () => ({ score: 1, loss: NaN }))]
  ])("may return %s", async (_what, train) => {
    expect(await executionOf(train)).toEqual({ _tag: "returned", metrics: { score: 1, loss: NaN } })
  })

  it("is given its params, seed, number and attempt", async () => {
    let given: Partial<TrainContext> = {}
    await executionOf(({ attempt, number, params, seed }) => {
      given = { attempt, number, params, seed }
    })
    expect(given).toEqual(assignment)
  })

  it("is given one seed for splits in every trial, which follows the study's seed and its data", async () => {
    const seedOf = async (change: Partial<Study>, number = 3): Promise<number> => {
      let given = NaN
      const one = training(({ splitSeed }) => {
        given = splitSeed
      })
      await execute(
        { ...one, ...change },
        { ...assignment, number, seed: number },
        {
          stop: new AbortController(),
          log: () => {},
          checkpoints: { saved: async () => {}, loaded: async () => {} },
          judge: async () => goOn
        }
      )
      return given
    }
    const seeds = await Promise.all([seedOf({}), seedOf({}, 8), seedOf({ seed: 1 }), seedOf({ data: "90ab" })])
    expect(seeds[1]).toBe(seeds[0])
    expect(new Set(seeds).size).toBe(3)
  })

  it("has no result where it returns nothing", async () => {
    for (const nothing of [() => {}, async () => undefined, () => null, () => Effect.void])
      expect(await executionOf(nothing)).toMatchObject({
        _tag: "failed",
        reason: "noResult",
        message: "train returned nothing. Return the metrics: return { accuracy }."
      })
  })

  it("has a result of the wrong type where it returns no numbers by name", async () => {
    expect(await executionOf(() => 0.9)).toMatchObject({
      _tag: "failed",
      reason: "wrongType",
      message: "train returned a number in place of metrics by name, such as { accuracy: 0.9 }."
    })
    expect(await executionOf(() => ({ score: "0.9" }))).toMatchObject({
      reason: "wrongType",
      message: 'train returned a string as "score". Only numbers can be compared and stored.'
    })
  })

  it.each([
    [
      "throws",
      () => {
        throw new RangeError("too large")
      }
    ],
    ["rejects", () => Promise.reject(new RangeError("too large"))],
    ["fails as an Effect", () => Effect.fail(new RangeError("too large"))],
    ["dies as an Effect", () => Effect.die(new RangeError("too large"))]
  ])("that %s is a failure with the error's name, words and stack", async (_what, train) => {
    const execution = await executionOf(train)
    expect(execution).toMatchObject({ _tag: "failed", reason: "error", message: "RangeError: too large" })
    expect(execution).toHaveProperty("detail", expect.stringContaining("execute.test.ts"))
  })

  it.each([
    ["a text", "no data", "train threw no data"],
    ["an object", { code: 7 }, 'train threw {"code":7}'],
    ["nothing", undefined, "train threw undefined"],
    ["an object without a prototype", Object.create(null), "train threw {}"],
    ["a big integer", 7n, "train threw 7n"]
  ])("may throw %s", async (_what, thrown, message) => {
    expect(await executionOf(() => Promise.reject(thrown))).toEqual({ _tag: "failed", reason: "error", message })
  })
})

describe("report", () => {
  it("hands over step and metrics, and waits for the verdict", async () => {
    const order: Array<string> = []
    const { execution, reports } = await run(
      async ({ report }) => {
        await report(0, { score: 0 })
        order.push("trained")
        await report(1, { score: NaN, loss: 2 })
        await report(2, { score: 3 }, { fold: 0 })
        return { score: 3 }
      },
      async () => {
        await Promise.resolve()
        order.push("judged")
        return goOn
      }
    )
    expect(reports).toEqual([
      { step: 0, metrics: { score: 0 } },
      { step: 1, metrics: { score: NaN, loss: 2 } },
      { step: 2, metrics: { score: 3 }, fold: 0 }
    ])
    expect(order).toEqual(["judged", "trained", "judged", "judged"])
    expect(execution).toEqual({ _tag: "returned", metrics: { score: 3 } })
  })

  it("leaves the fold out where there is none", async () => {
    const { reports } = await run(async ({ report }) => {
      await report(1, { score: 1 }, {} as { readonly fold: number })
      return { score: 1 }
    })
    expect(reports).toStrictEqual([{ step: 1, metrics: { score: 1 } }])
  })

  const refused: ReadonlyArray<
    readonly [what: string, report: (context: TrainContext) => Promise<void>, message: string]
  > = [
    ["half a step", ({ report }) => report(0.5, { score: 1 }), "report(0.5, …): a step is a whole number"],
    ["a step below 0", ({ report }) => report(-1, { score: 1 }), "report(-1, …): a step is a whole number"],
    ["a step that is none", ({ report }) => report(NaN, { score: 1 }), "report(NaN, …): a step is a whole number"],
    ["a step as a text", ({ report }) => report("1" as never, { score: 1 }), "report(1, …): a step is a whole number"],
    [
      "half a fold",
      ({ report }) => report(1, { score: 1 }, { fold: 0.5 }),
      "report(1, …, { fold: 0.5 }): folds count from 0."
    ],
    [
      "a fold below 0",
      ({ report }) => report(1, { score: 1 }, { fold: -1 }),
      "report(1, …, { fold: -1 }): folds count from 0."
    ],
    ["no metrics", ({ report }) => report(1, undefined as never), "report(1, …) was given nothing"],
    [
      "a number",
      ({ report }) => report(1, 0.5 as never),
      "report(1, …) was given a number in place of metrics by name"
    ],
    [
      "a text as metric",
      ({ report }) => report(1, { score: "1" as never }),
      'report(1, …) was given a string as "score"'
    ]
  ]
  it.each(refused)("refuses %s, and nothing is judged", async (_what, report, message) => {
    const { execution, reports } = await run(async (context) => {
      await report(context)
      return { score: 1 }
    })
    expect(reports).toEqual([])
    expect(execution).toMatchObject({ _tag: "failed", reason: "error" })
    expect(execution).toHaveProperty("message", expect.stringContaining(`TypeError: ${message}`))
  })

  it("fails the trial where nobody is left to judge", async () => {
    const { execution } = await run(
      async ({ report }) => report(1, { score: 1 }),
      () => Promise.reject(new Error("the channel is closed"))
    )
    expect(execution).toMatchObject({ _tag: "failed", reason: "error", message: "Error: the channel is closed" })
  })
})

describe("a verdict that ends the trial", () => {
  it.each([[prune], [{ _tag: "Pause", rung: 3, reason: "0.1 is too low" } as const]])(
    "rejects the report with its reason, aborts the signal and ends as stopped: %j",
    async (verdict) => {
      let rejected: unknown
      const { execution, reports, stop } = await run(
        async ({ report }) => {
          for (let step = 1; ; step++)
            await report(step, { score: step }).catch((error: unknown) => {
              rejected = error
              throw error
            })
        },
        ({ step }) => (step === 2 ? verdict : goOn)
      )
      expect(reports.map(({ step }) => step)).toEqual([1, 2])
      expect(execution).toEqual({ _tag: "stopped" })
      expect(rejected).toBeInstanceOf(TrialStopped)
      expect(rejected).toMatchObject({ name: "TrialStopped", message: "0.1 is too low" })
      expect(stop.signal.aborted).toBe(true)
    }
  )

  it("ends as stopped even where train swallows it and returns", async () => {
    const { execution, reports } = await run(
      async ({ report }) => {
        for (let step = 1; step <= 4; step++) await report(step, { score: step }).catch(() => {})
        return { score: 4 }
      },
      () => prune
    )
    expect(execution).toEqual({ _tag: "stopped" })
    // What is reported afterwards is nobody's business.
    expect(reports).toHaveLength(1)
  })

  it("ends as stopped even where train throws something else because of it", async () => {
    const { execution } = await run(
      async ({ report }) => {
        await report(1, { score: 1 }).catch(() => {
          throw new Error("the optimizer is gone")
        })
      },
      () => prune
    )
    expect(execution).toEqual({ _tag: "stopped" })
  })

  it("ends an Effect that reports", async () => {
    const { execution } = await run(
      ({ report }) =>
        Effect.as(
          Effect.promise(() => report(1, { score: 1 })),
          { score: 1 }
        ),
      () => prune
    )
    expect(execution).toEqual({ _tag: "stopped" })
  })
})

describe("an interruption", () => {
  it("reaches train by its signal", async () => {
    const stop = new AbortController()
    const running = run(
      ({ signal }) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve({ score: 1 }), { once: true })),
      () => goOn,
      stop
    )
    stop.abort(new TrialStopped("interrupted"))
    expect((await running).execution).toEqual({ _tag: "stopped" })
  })

  it("rejects a report that waits for its verdict, whatever the verdict is", async () => {
    const stop = new AbortController()
    const { execution } = await run(
      async ({ report }) => {
        await report(1, { score: 1 })
        return { score: 1 }
      },
      () => {
        stop.abort(new TrialStopped("interrupted"))
        return goOn
      },
      stop
    )
    expect(execution).toEqual({ _tag: "stopped" })
  })

  it("interrupts an Effect, and waits for what it has to put away", async () => {
    const stop = new AbortController()
    let putAway = false
    const started = Promise.withResolvers<void>()
    const running = run(
      () =>
        Effect.sync(() => started.resolve()).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() =>
            Effect.sync(() => {
              putAway = true
            })
          )
        ),
      () => goOn,
      stop
    )
    await started.promise
    stop.abort(new TrialStopped("interrupted"))
    expect((await running).execution).toEqual({ _tag: "stopped" })
    expect(putAway).toBe(true)
  })
})

describe("a log line", () => {
  it("holds texts as they are and everything else as JSON, side by side", () => {
    expect(logLine(["epoch", 3, { loss: 0.5 }, [1, 2], null, true])).toBe('epoch 3 {"loss":0.5} [1,2] null true')
    expect(logLine([])).toBe("")
    expect(logLine([undefined, Symbol("x")])).toBe("undefined Symbol(x)")
  })

  it("is one line also for what JSON cannot hold", () => {
    const circle: Record<string, unknown> = { name: "model", layers: [1n, { units: 3 }] }
    circle["self"] = circle
    const line = logLine(["a", circle, 7n])
    expect(line).toContain("name: 'model'")
    expect(line).toContain("[Circular *1]")
    expect(line).toMatch(/ 7n$/)
    expect(line).not.toContain("\n")
  })

  it("reaches the trial's log", async () => {
    const { logged } = await run(({ log, params }) => {
      log("x is", params["x"])
      return { score: 1 }
    })
    expect(logged).toEqual(["x is 0.5"])
  })
})
