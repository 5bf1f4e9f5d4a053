/** A study file's constraint in the thread that suggests: what it says, what it throws, and when it never ends. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { startSweep, sweep } from "../support/sweep.ts"

const text = `
import { float, int, random, study } from "hypersweep"

export default study({
  space: { x: float(-1, 1), n: int(1, 4) },
  where: (params) => WHERE,
  objective: { minimize: "loss" },
  sampler: random(),
  isolation: "none",
  train: ({ params }) => ({ loss: params.x })
})
`

describe("a constraint", () => {
  const withWhere = (where: string) => text.replace("WHERE", where)

  it("that nothing satisfies is refused with an example", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "mine.ts"), withWhere("params.x > 2"))
    const { status, stderr } = await sweep(["run", "mine.ts"], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain("The constraint (where) seems to refuse the whole space")
    expect(stderr).toContain('It refuses {"x":0,"n":3}, and no change of x or n alone mends that.')
  })

  it("that throws is named with its line and the params", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "mine.ts"), withWhere("params.optimizer.momentum > 0"))
    const { status, stderr } = await sweep(["run", "mine.ts"], { cwd })
    expect(status).toBe(2)
    expect(stderr).toMatch(
      /The constraint \(where\) threw on \{"x":.*\}: TypeError: Cannot read properties of undefined/
    )
    expect(stderr).toMatch(/Thrown at .*mine\.ts:6:\d+\./)
  })

  it("that ends its process ends the run with a word, and not in a hang", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "mine.ts"), withWhere("process.exit(7)"))
    const { status, stderr } = await sweep(["run", "mine.ts"], { cwd })
    expect(status).toBe(1)
    expect(stderr).toContain("The thread that computes suggestions ended: exit status 7.")
  })

  it("that never ends leaves the runner free to hear Ctrl-C", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "mine.ts"), withWhere("{ while (true); }"))
    const running = startSweep(["run", "mine.ts"], { cwd })
    await running.until(/study mine/)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    running.process.kill("SIGINT")
    const { status, stderr } = await running.finished
    expect(stderr).toContain("Interrupted.")
    expect(status).toBe(130)
  })
})
