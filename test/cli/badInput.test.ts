/** Whatever is wrong with what a person gives: file, line, cause and remedy, status 2 or 3, and nothing stored is lost. */
import { relative } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

const runBad = async (name: string) => {
  const cwd = temporaryFolder()
  const finished = await sweep(["run", fixture(`bad/${name}`)], { cwd })
  const said = finished.stderr.replaceAll(fixture("bad/"), "").replaceAll(relative(cwd, fixture("bad/")), "")
  return { ...finished, said }
}

describe("a study file that cannot be run", () => {
  it("does not exist", async () => {
    const { status, stderr } = await sweep(["run", "nowhere.ts"], { cwd: temporaryFolder() })
    expect(status).toBe(2)
    expect(stderr).toMatchInlineSnapshot(`
      "sweep: There is no study file nowhere.ts.
             Check the path. A study file is a TypeScript module that ends with export default study({ … }).
      "
    `)
  })

  const cases: ReadonlyArray<readonly [what: string, file: string, message: ReadonlyArray<string>]> = [
    [
      "does not parse",
      "doesNotParse.ts",
      ["doesNotParse.ts:4:", "does not parse", "4 | space: { x: float(0, 1 },", "Mend the syntax"]
    ],
    ["exports nothing", "exportsNothing.ts", ["exportsNothing.ts exports nothing.", "export default study("]],
    ["exports something else", "exportsOther.ts", ["something that is not a study", "export default study("]],
    ["exports its study by name", "exportsByName.ts", ['exports its study as "mine"', "Write export default mine."]],
    ["has an empty space", "emptySpace.ts", ["emptySpace.ts:3:", "The space is empty", "Add a param"]],
    [
      "has low above high",
      "lowAboveHigh.ts",
      ["lowAboveHigh.ts:5:", "low must be below high, but low is 0.1 and high is 0.01", "Write float(0.01, 0.1)."]
    ],
    ["takes the log of zero", "logOfZero.ts", ["logOfZero.ts:4:", "low must be above 0", "leave log out"]],
    [
      "searches a continuous space by grid",
      "continuousGrid.ts",
      ["continuousGrid.ts:3:", '"x" is a float(0, 1) without a step', "Give it a step"]
    ],
    ["imports what is not there", "missingImport.ts", ["missingImport.ts:2:", "./nowhere", "mend the path"]],
    [
      "throws while it is read",
      "throwsOnLoad.ts",
      ["throwsOnLoad.ts:3:", "threw while it was read", '3 | const data = JSON.parse("{")']
    ]
  ]
  it.each(cases)("%s", async (_what, file, message) => {
    const { said, status, stdout } = await runBad(file)
    for (const part of message) expect(said).toContain(part)
    expect(status).toBe(2)
    expect(stdout).toBe("")
    expect(said).not.toContain("hypersweep/src")
  })
})

describe("a study whose every trial fails for the same mistake", () => {
  it("names the unknown metric, where it stands, and what train returned", async () => {
    const { said, status } = await runBad("unknownMetric.ts")
    expect(said).toContain(`unknownMetric.ts:5: the objective is "acuracy", but train returned "accuracy"`)
    expect(said).toContain(`5 | objective: { maximize: "acuracy" },`)
    expect(status).toBe(1)
  })

  it("says that train returned nothing, and what it should return", async () => {
    const { said, status } = await runBad("returnsNothing.ts")
    expect(said).toContain("returnsNothing.ts:8: train returned nothing. Return the metrics: return { accuracy }.")
    expect(status).toBe(1)
  })

  it("ends after so many failures in a row, and says which", async () => {
    const { status, stdout } = await sweep(["run", fixture("fails.ts"), "--parallel", "1"], { cwd: temporaryFolder() })
    expect(stdout).toContain(
      "stopped by failures (3 of 50): 3 trials in a row failed, the last of them: Error: no data here"
    )
    expect(status).toBe(1)
  })
})

describe("a command line that makes no sense", () => {
  const cases: ReadonlyArray<readonly [args: ReadonlyArray<string>, message: ReadonlyArray<string>]> = [
    [
      ["run", "x.ts", "--trails", "3"],
      ["Unrecognized flag: --trails", "Did you mean", "--trials"]
    ],
    [["bst"], ['Unknown subcommand "bst"', "Did you mean", "best"]],
    [["run"], ["Missing required argument", "Usage: sweep run"]],
    [
      ["run", fixture("quadratic.ts"), "--trials", "many"],
      ["--trials many", "--trials 40", "--trials +20"]
    ],
    [
      ["run", fixture("quadratic.ts"), "--time", "soon"],
      ["--time", '"20 minutes"']
    ],
    [
      ["run", fixture("quadratic.ts"), "--gpus", "first"],
      ["--gpus first", "--gpus 0,1"]
    ],
    [
      ["run", fixture("quadratic.ts"), "--sampler", "bayes"],
      ["--sampler", '"gp"', '"random"']
    ],
    [["run", fixture("quadratic.ts"), "--sampler", "grid"], ['"x" is a float(-1, 1) without a step']],
    [["run", fixture("quadratic.ts"), "--parallel", "0"], ["--parallel must be at least 1"]],
    [
      ["show", "first"],
      ['"first" is not the number of a trial', "sweep show 12"]
    ]
  ]
  it.each(cases)("%j", async (args, message) => {
    const { status, stderr, stdout } = await sweep(args, { cwd: temporaryFolder() })
    for (const part of message) expect(stderr).toContain(part)
    expect(stdout).toBe("")
    expect(status).toBe(2)
  })
})

describe("a name that is not in the store", () => {
  it("is answered with what there is, and nothing stored is touched by any mistake", async () => {
    const cwd = temporaryFolder()
    expect((await sweep(["run", fixture("quadratic.ts"), "--trials", "2"], { cwd })).status).toBe(0)
    const before = (await sweep(["leaderboard", "--all", "--json"], { cwd })).stdout

    const misspelt = await sweep(["best", "quadartic"], { cwd })
    expect(misspelt.stderr).toContain('There is no study "quadartic"')
    expect(misspelt.stderr).toContain('Did you mean "quadratic"?')
    expect(misspelt.status).toBe(3)
    const noTrial = await sweep(["show", "99"], { cwd })
    expect(noTrial.stderr).toContain("no trial 99")
    expect(noTrial.status).toBe(3)
    const noColumn = await sweep(["leaderboard", "--columns", "rank,los"], { cwd })
    expect(noColumn.stderr).toContain('Did you mean "loss"?')
    expect(noColumn.status).toBe(2)
    const otherSeed = await sweep(["run", fixture("quadratic.ts"), "--seed", "9"], { cwd })
    expect(otherSeed.stderr).toContain("--fresh")
    expect(otherSeed.status).toBe(2)
    await sweep(["run", fixture("bad/doesNotParse.ts")], { cwd })

    expect((await sweep(["leaderboard", "--all", "--json"], { cwd })).stdout).toBe(before)
  })

  it("is no store: says how to make one, and makes none", async () => {
    const cwd = temporaryFolder()
    const { status, stderr } = await sweep(["leaderboard", "--store", "none.db"], { cwd })
    expect(stderr).toContain("There is no store at")
    expect(stderr).toContain("sweep run study.ts")
    expect(status).toBe(3)
    expect((await sweep(["list", "--store", "none.db"], { cwd })).status).toBe(3)
  })
})
