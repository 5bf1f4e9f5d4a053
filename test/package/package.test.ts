/** The package as its users have it: packed, installed, and run by node where none of the checkout's source is. */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as hypersweep from "hypersweep"
import * as tensorflow from "hypersweep/tensorflow"
import * as train from "hypersweep/train"
import { installPackage } from "../../scripts/installPackage.ts"
import { startSweep, sweep } from "../support/sweep.ts"

let folder: string
let bin: string

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

const run = async (...args: ReadonlyArray<string>): Promise<string> => {
  const { status, stderr, stdout } = await sweep(args, { cwd: folder, bin })
  expect(stderr + stdout, args.join(" ")).not.toMatch(/ERR_|ENOENT/)
  expect(status, stderr).toBe(0)
  return stdout
}

/** What a program prints that stands beside the installed package. */
const program = (file: string): unknown =>
  JSON.parse(execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" }))

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
  bin = installPackage(folder)
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
  for (const name of ["installed.ts", "ownLoop.ts"]) copyFileSync(fixture(name), join(folder, name))
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

describe("the installed package", () => {
  it("exports what the source does, and no more", () => {
    writeFileSync(
      join(folder, "exports.js"),
      `const entries = await Promise.all(["hypersweep", "hypersweep/train", "hypersweep/tensorflow"].map((name) => import(name)))
       console.log(JSON.stringify(entries.map((entry) => Object.keys(entry).sort())))`
    )
    const names = [hypersweep, train, tensorflow].map((entry) => Object.keys(entry).sort())
    expect(program("exports.js")).toEqual(names)
  })

  it("holds the licence of what it holds", () => {
    const licence = readFileSync(join(folder, "node_modules/hypersweep/dist/licences/effect.txt"), "utf8")
    expect(licence).toMatch(/MIT License[^]*Copyright/)
  })

  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync(join(folder, "node_modules/hypersweep/package.json"), "utf8")) as {
      readonly version: string
    }
    expect(await run("--version")).toContain(version)
  })

  it("runs a study whose train function makes effects, in a process for each trial", async () => {
    expect(await run("run", "installed.ts", "--parallel", "2", "--reporter", "lines")).toContain("12 of 12")
    const best = JSON.parse(await run("best", "--json")) as { readonly value: number; readonly study: string }
    expect(best.study).toBe("installed")
    expect(best.value).toBeGreaterThan(0.9)
    expect(await run("leaderboard")).toMatch(/rank\s+trial\s+score\s+x/)
    expect(await run("list")).toContain("installed")
    // The model's thread and the pruner ran: their words are on record, and come to the same again.
    expect(await run("why", "11")).toContain("by gp")
    expect(await run("replay")).toContain("every bit is the same")
  }, 180_000)

  it("trains in the runner's own process, too", async () => {
    const source = readFileSync(fixture("installed.ts"), "utf8")
    writeFileSync(join(folder, "inside.ts"), source.replace("budget:", 'isolation: "none",\n  budget:'))
    expect(await run("run", "inside.ts", "--store", "inside.db")).toContain("12 of 12")
  })

  it("finds a backend that trains", async () => {
    const { stdout } = await sweep(["doctor"], { cwd: folder, bin })
    expect(stdout).toMatch(/on wasm\s+ok/)
    expect(stdout).not.toMatch(/ERR_|Cannot find|ENOENT/)
  })

  it("starts a trial's process without Effect and without SQLite", () => {
    const dist = join(folder, "node_modules/hypersweep/dist")
    const loaded = new Set([join(dist, "train/process/main.js")])
    const packages = new Set<string>()
    for (const file of loaded)
      for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/^(?:import|export)\s[^"]*"([^"]+)";$/gm))
        if (name.startsWith(".")) loaded.add(join(dirname(file), name))
        else if (!name.startsWith("node:")) packages.add(name)
    expect([...packages]).toEqual(["jiti"])
    expect([...loaded].filter((file) => basename(file).startsWith("effect-"))).toEqual([])
    expect(loaded.size).toBeGreaterThan(3)
  })

  it("has the scripts and styles of its pages", async () => {
    await run("report", "--output", "report.html")
    const report = readFileSync(join(folder, "report.html"), "utf8")
    expect(report).toContain("<style>")
    expect(report.length).toBeGreaterThan(500_000)
    const serving = startSweep(["dashboard", "--no-open"], { cwd: folder, bin })
    let printed = ""
    serving.process.stdout!.on("data", (text: string) => (printed += text))
    try {
      await serving.until(/until Ctrl-C/)
      const page = await (await fetch(printed.trim())).text()
      expect(page).toContain("<script")
      expect(page.length).toBeGreaterThan(500_000)
    } finally {
      serving.process.kill("SIGINT")
      await serving.finished
    }
  })

  it("gives effects that the Effect of its user runs, beside its own instance", () => {
    expect(program("ownLoop.ts")).toEqual([
      {
        numbers: [0, 1, 2, 3, 4, 5],
        advice: Array.from({ length: 6 }, () => expect.any(Boolean)),
        refused: expect.stringContaining("6 of 6"),
        best: expect.objectContaining({ metrics: { loss: expect.any(Number) } })
      },
      { first: "timed out", number: 0 }
    ])
  })
})
