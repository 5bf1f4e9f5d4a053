/** What `sweep run` writes where nobody watches. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, startSweep, sweep } from "../support/sweep.ts"

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../docs/events.schema.json"), "utf8"))
const validate = new Ajv({ allErrors: true }).compile(schema)

/** The kinds of events in an output, all of which are as published. */
const kindsIn = (stdout: string): ReadonlySet<string> => {
  const lines = stdout.trimEnd().split("\n")
  for (const line of lines) expect(validate(JSON.parse(line)), `${line}\n${JSON.stringify(validate.errors)}`).toBe(true)
  return new Set(lines.map((line) => JSON.parse(line)._tag))
}

describe("--reporter json", () => {
  it("writes events as the schema has them: of a study, of several objectives, of failures, of an interrupted run", async () => {
    const cwd = temporaryFolder()
    const done = await sweep(["run", fixture("tradeOff.ts"), "--reporter", "json"], { cwd })
    expect(done.status).toBe(0)
    expect([...kindsIn(done.stdout)]).toEqual(
      expect.arrayContaining(["StudyStarted", "TrialStarted", "TrialReported", "TrialEnded", "StudyEnded"])
    )
    expect(done.stdout).not.toContain("\u001b")
    const failed = await sweep(["run", fixture("fails.ts"), "--json", "--parallel", "1"], { cwd })
    expect(kindsIn(failed.stdout)).toContain("StudyStopping")
    const running = startSweep(["run", fixture("watched.ts"), "--json", "--parallel", "2"], { cwd })
    await running.until(/TrialReported/)
    running.process.kill("SIGTERM")
    expect(kindsIn((await running.finished).stdout)).toContain("TrialReturned")
  })
})

describe("--reporter github-actions", () => {
  it("annotates, and appends to the summary of the step", async () => {
    const cwd = temporaryFolder()
    const env = { GITHUB_STEP_SUMMARY: join(cwd, "summary.md") }
    const run = await sweep(["run", fixture("crashing.ts"), "--reporter", "github-actions", "--trials", "20"], {
      cwd,
      env
    })
    expect(run.status).toBe(0)
    expect(run.stdout).toMatch(/^::group::study crashing\n/)
    expect(run.stdout).toMatch(/\n::error title=trial \d+ failed%3A error::.*no memory for this batch/)
    expect(run.stdout).toMatch(/\n::endgroup::\n.*::notice title=crashing%3A complete \(20 of 20\)/s)
    expect(run.stdout).not.toContain("\u001b")
    const summary = readFileSync(env.GITHUB_STEP_SUMMARY, "utf8")
    expect(summary).toMatch(/^## crashing\n\ncomplete \(20 of 20\), \d+ failed\n\n\| rank /)
    const again = await sweep(["run", fixture("crashing.ts"), "--reporter", "github-actions"], {
      cwd,
      env: { GITHUB_STEP_SUMMARY: join(cwd, "none", "summary.md") }
    })
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("step summary cannot be written")])
  })
})
