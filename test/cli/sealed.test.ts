/** Sealed metrics stay out of everything that the command prints, until they are asked for. */
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

const looks = (stdout: string) =>
  (JSON.parse(stdout) as { readonly looks: ReadonlyArray<{ readonly trial: number }> }).looks

describe("sealed metrics", () => {
  it("are shown by best --unseal alone, which counts how often", { timeout: 180_000 }, async () => {
    const cwd = temporaryFolder()
    const run = await sweep(["run", fixture("sealed.ts"), "--reporter", "json"], { cwd })
    expect(run.status).toBe(0)
    const printed = [run.stdout]
    for (const args of [["leaderboard", "--all", "--json"], ["show", "0", "--json"], ["best"]]) {
      const { status, stdout } = await sweep(args, { cwd })
      expect(status, args.join(" ")).toBe(0)
      printed.push(stdout)
    }
    expect(printed.join("\n")).not.toContain("0.123456")

    const first = await sweep(["best", "--unseal"], { cwd })
    expect(first.stdout).toContain("0.123456")
    expect(first.stdout).toContain("The first look at sealed metrics")
    const second = await sweep(["best", "--unseal", "--json"], { cwd })
    expect(JSON.parse(second.stdout)).toMatchObject({ sealed: { testAccuracy: 0.123456 } })
    expect(looks(second.stdout)).toHaveLength(2)
  })

  it("makes no store to look into", async () => {
    const cwd = temporaryFolder()
    const { status, stderr } = await sweep(["best", "--unseal"], { cwd })
    expect(status).toBe(3)
    expect(stderr).toContain("There is no store")
    expect((await sweep(["best", "--unseal", "--params"], { cwd })).status).toBe(2)
  })
})
