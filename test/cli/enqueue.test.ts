/** Points that a person puts first in line, and spaces that grow between two runs. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const text = (space: string, more = "") => `
import { choice, float, int, random, study } from "hypersweep"

export default study({
  space: { ${space} },
  where: (params) => params.x < 0.9,
  objective: { minimize: "loss" },
  sampler: random(),
  budget: { trials: 3 },
  isolation: "none",
  ${more}
  train: ({ params }) => ({ loss: params.x, n: params.n ?? -1 })
})
`
const space = `x: float(-1, 1), n: int(1, 4, { default: 2 }), optimizer: choice({ adam: {}, sgd: { momentum: float(0, 0.9) } })`

interface Row {
  readonly number: number
  readonly state: string
  readonly params: Readonly<Record<string, unknown>>
  readonly metrics: Readonly<Record<string, number>>
  readonly failure?: { readonly message: string }
}

const rows = async (cwd: string): Promise<ReadonlyArray<Row>> => {
  const { stdout } = await sweep(["leaderboard", "--all", "--json"], { cwd })
  const { trials } = JSON.parse(stdout) as { readonly trials: ReadonlyArray<Row> }
  return trials.toSorted((a, b) => a.number - b.number)
}

const begin = async (definition: string, ...flags: ReadonlyArray<string>) => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "mine.ts"), definition)
  const { stderr } = await sweep(["run", "mine.ts", ...flags], { cwd })
  expect(stderr).toBe("")
  return cwd
}

describe("sweep enqueue", () => {
  it("puts points first in line, by file, by name, and for the latest study; they count as trials", async () => {
    const cwd = await begin(text(space), "--trials", "1")
    const enqueue = (...words: ReadonlyArray<string>) => sweep(["enqueue", ...words], { cwd })

    const spent = await enqueue("x=0.5", "optimizer=adam")
    expect(spent.status).toBe(2)
    expect(spent.stderr).toContain('The budget of "mine" is spent: it has its 1 trials.')
    expect(spent.stderr).toContain("--trials +1")

    const byFile = await enqueue("mine.ts", "x=0.5", "optimizer=sgd", "optimizer.momentum=0.25", "--trials", "5")
    expect(byFile.stdout).toContain("trial 1 of mine is next: x 0.5  optimizer sgd  optimizer.momentum 0.25  n 2")
    const byName = await enqueue("mine", "x=0.25", "optimizer=adam", "n=1", "--json")
    expect(JSON.parse(byName.stdout)).toEqual({
      study: "mine",
      number: 2,
      params: { x: 0.25, n: 1, optimizer: { type: "adam" } }
    })
    const refused = await enqueue("x=0.95", "optimizer=adam")
    expect(refused.status).toBe(0)

    const { stdout } = await sweep(["run", "mine.ts", "--trials", "5"], { cwd })
    expect(stdout).toContain("complete (5 of 5), 1 failed")
    const found = await rows(cwd)
    expect(found.slice(1, 3).map(({ params }) => params["x"])).toEqual([0.5, 0.25])
    expect(found.map(({ state }) => state)).toEqual(["complete", "complete", "complete", "failed", "complete"])
    const shown = await sweep(["show", "3"], { cwd })
    expect(shown.stdout).toContain("the study's constraint (where) refuses these params")
    expect(shown.stdout).toContain("enqueued: put first by sweep enqueue")
  })

  it("refuses what is no point of the stored space, and stores nothing then", async () => {
    const cwd = await begin(text(space), "--trials", "1")
    for (const [words, message] of [
      [["x=2", "optimizer=adam"], "x is float(-1, 1)."],
      [["y=2", "optimizer=adam"], "The study has no param y."],
      [["x=0.5"], "A param is missing: optimizer."],
      [["mine"], "There is no param to enqueue."]
    ] as const) {
      const { status, stderr } = await sweep(["enqueue", ...words, "--trials", "9"], { cwd })
      expect(stderr).toContain(message)
      expect(status).toBe(2)
    }
    const unknown = await sweep(["enqueue", "mien", "x=0", "optimizer=adam"], { cwd })
    expect(unknown.stderr).toContain('Did you mean "mine"?')
    expect(unknown.status).toBe(3)
    expect(await rows(cwd)).toHaveLength(1)
    expect((await sweep(["enqueue", "x=0"], { cwd: temporaryFolder() })).stderr).toContain("There is no store")
  })

  it("has a twin in the study file", async () => {
    const cwd = await begin(text(space, "enqueue: [{ x: 0.5, n: 4, optimizer: { type: 'adam' } }],"))
    expect((await rows(cwd))[0]?.params).toEqual({ x: 0.5, n: 4, optimizer: { type: "adam" } })
  })
})

describe("a study whose space is changed between two runs", () => {
  const before = `x: float(-1, 1), optimizer: choice({ adam: {} })`
  const run = async (cwd: string, changed: string, ...flags: ReadonlyArray<string>) => {
    writeFileSync(join(cwd, "mine.ts"), text(changed))
    return sweep(["run", "mine.ts", ...flags], { cwd })
  }

  it("goes on where the space has grown, an unfinished trial with the default of what is new", async () => {
    const cwd = await begin(text(before).replace("params.n ?? -1", "-1"), "--trials", "2")
    await sweep(["enqueue", "x=0.125", "optimizer=adam", "--trials", "5"], { cwd })
    const { stdout } = await run(cwd, space, "--trials", "5")
    expect(stdout).toContain("complete (5 of 5)")
    const found = await rows(cwd)
    expect(found).toHaveLength(5)
    expect(found[2]?.params).toEqual({ x: 0.125, optimizer: { type: "adam" } })
    expect(found[2]?.metrics["n"]).toBe(2)
    expect(found.slice(3).every(({ params }) => "n" in params)).toBe(true)
  })

  it.each([
    ["x: float(-0.5, 1), optimizer: choice({ adam: {} })", "trials outside of the new range would be lost"],
    ["x: float(-1, 1)", "optimizer was choice({ adam }), and is gone"],
    [`${before}, n: int(1, 4)`, "n is new, int(1, 4), and has no default that says what the trials had before it"]
  ])("is refused with the reason, and starts anew with --fresh: %s", async (changed, reason) => {
    const cwd = await begin(text(before).replace("params.n ?? -1", "-1"))
    const stored = readFileSync(join(cwd, "mine.ts"), "utf8")
    const refused = await run(cwd, changed)
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain(reason)
    expect(refused.stderr).toContain("--fresh")
    writeFileSync(join(cwd, "mine.ts"), stored)
    expect((await sweep(["run", "mine.ts"], { cwd })).stdout).toContain("complete (3 of 3)")
    expect((await run(cwd, changed, "--fresh")).status).toBe(0)
  })
})
