import { describe, expect, it } from "vitest"
import { join } from "node:path"
import { asha, float, openStudy, random } from "../../src/index.ts"
import { temporaryFolder } from "../support/folder.ts"

const definition = {
  name: "by hand",
  space: { x: float(-1, 1) },
  objective: { minimize: "loss" },
  sampler: random(),
  pruner: asha({ reduction: 2 }),
  budget: { trials: 4 }
} as const

describe.each([":memory:", "file"])("openStudy over %s", (kind) => {
  const open = (store = kind === "file" ? join(temporaryFolder(), "own.db") : kind) => openStudy(definition, { store })

  it("asks, reports, tells and knows the best, until the budget is spent", async () => {
    await using study = await open()
    expect(await study.best()).toBeUndefined()
    const first = await study.ask()
    const second = await study.ask()
    expect([first.number, second.number]).toEqual([0, 1])
    expect(await study.report(first, 1, { loss: 1 })).toEqual({ prune: false, reason: "goes on" })
    const advice = await study.report(second, 1, { loss: 2 })
    expect(advice.prune).toBe(true)
    expect(advice.reason).toContain("2 at step 1 is rank 2 of 2")
    await study.tell(first, { loss: 0.5, other: 3 })
    await study.tell(second, { pruned: advice.reason })
    await study.tell(await study.ask(), { failed: "no data" })
    await study.tell(await study.ask(), { loss: NaN })
    expect(await study.best()).toMatchObject({
      number: 0,
      value: 0.5,
      metrics: { loss: 0.5, other: 3 },
      params: first.params
    })
    await expect(study.ask()).rejects.toThrow("4 of 4 trials were given out")
  })

  it("refuses to hear of a trial twice, or of one that was never asked for", async () => {
    await using study = await open()
    const trial = await study.ask()
    await study.tell(trial, { loss: 1 })
    await expect(study.tell(trial, { loss: 0 })).rejects.toThrow("was not asked for here, or has been told already")
    await expect(study.report({ ...trial, number: 9 }, 1, { loss: 0 })).rejects.toThrow("Trial 9")
  })
})

describe("openStudy with several objectives", () => {
  const several = {
    ...definition,
    name: "trade-off",
    objective: [{ maximize: "accuracy" }, { minimize: "latency" }],
    budget: { trials: 6 }
  } as const

  it("is told all of them, and knows the front instead of the best", async () => {
    await using study = await openStudy(several, { store: ":memory:" })
    expect(await study.front()).toEqual([])
    const results = [
      { accuracy: 0.8, latency: 10 },
      { accuracy: 0.7, latency: 12 },
      { accuracy: 0.9, latency: 30 },
      { accuracy: 0.8, latency: 10, size: 4 },
      { accuracy: 0.99 },
      { accuracy: 0.99, latency: Infinity }
    ]
    for (const result of results) await study.tell(await study.ask(), result)
    const front = await study.front()
    expect(front.map(({ number }) => number)).toEqual([0, 2, 3])
    expect(front[1]).toMatchObject({ value: 0.9, metrics: results[2] })
    await expect(study.best()).rejects.toThrow("2 objectives, between which no trial is the best")
  })

  it("has the incumbent alone as the front of one objective", async () => {
    await using study = await openStudy(definition, { store: ":memory:" })
    for (const loss of [2, 1, 1]) await study.tell(await study.ask(), { loss })
    expect((await study.front()).map(({ number }) => number)).toEqual([1])
  })
})

describe("openStudy", () => {
  it("goes on with what the file holds, and takes up trials that were never told", async () => {
    const store = join(temporaryFolder(), "own.db")
    const first = await openStudy(definition, { store })
    const told = await first.ask()
    await first.tell(told, { loss: 0.25 })
    await first.close()
    await using second = await openStudy(definition, { store })
    expect((await second.best())?.value).toBe(0.25)
    expect((await second.ask()).number).toBe(1)
  })

  it("refuses a definition that makes no sense, and a study without a name", async () => {
    await expect(openStudy({ ...definition, space: {} }, { store: ":memory:" })).rejects.toThrow("The space is empty")
    await expect(openStudy({ ...definition, name: undefined as never }, { store: ":memory:" })).rejects.toThrow(
      "needs a name"
    )
  })
})
