/** Tab, in the shells that are here: the script of each is loaded by it, then keys are typed. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { runInPty } from "../support/pty.ts"
import { sweep } from "../support/sweep.ts"

const isHere = (shell: string): boolean => {
  try {
    execFileSync(shell, ["-c", "exit"])
    return true
  } catch {
    return false
  }
}

const scriptFor = async (shell: string, cwd: string): Promise<string> => {
  const { status, stdout } = await sweep(["--completions", shell], { cwd })
  expect(status).toBe(0)
  const path = join(cwd, shell === "zsh" ? "_sweep" : `sweep.${shell}`)
  writeFileSync(path, stdout)
  writeFileSync(join(cwd, "mystudy.ts"), "")
  return path
}

/** Types into a shell, each line when the one before has led to what it should. Gives what was shown of each. */
const typed = async (
  command: ReadonlyArray<string>,
  cwd: string,
  keys: ReadonlyArray<readonly [keys: string, shown: RegExp]>
): Promise<ReadonlyArray<string>> => {
  let next = -1
  const seen: Array<string> = []
  await runInPty(command, {
    cwd,
    timeoutMillis: 30_000,
    env: { PS1: "ready> ", HISTFILE: "", XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd },
    onScreen: (screen, keyboard) => {
      if (next >= keys.length) return
      const wanted = next < 0 ? /^ready>/ : keys[next]![1]
      const [found] = screen.lines.flatMap((line) => wanted.exec(line) ?? [])
      if (found === undefined) return
      if (next >= 0) seen.push(found)
      next++
      // Ctrl-U empties the line, Ctrl-D ends the shell.
      keyboard.write(next < keys.length ? `\u0015${keys[next]![0]}` : "\u0015\u0004")
    }
  })
  return seen
}

const expected = [
  ["sweep run mystu\t", /sweep run mystudy\.ts/],
  ["sweep lead\t", /sweep leaderboard/],
  ["sweep run --det\t", /--deterministic/],
  ["sweep run study.ts --sampler so\t", /--sampler sobol/]
] as const

describe("completions", () => {
  it("complete commands, flags and choices in bash", async () => {
    const cwd = temporaryFolder()
    const script = await scriptFor("bash", cwd)
    execFileSync("bash", ["-n", script])
    const seen = await typed(["bash", "--norc", "--noprofile", "-i"], cwd, [
      [`source ${script} && echo lo''aded\n`, /^loaded/],
      ...expected
    ])
    expect(seen).toEqual(["loaded", "sweep run mystudy.ts", "sweep leaderboard", "--deterministic", "--sampler sobol"])
  })

  it.runIf(isHere("zsh"))("complete commands, flags and choices in zsh", async () => {
    const cwd = temporaryFolder()
    const script = await scriptFor("zsh", cwd)
    execFileSync("zsh", ["-n", script])
    const seen = await typed(["zsh", "-f", "-i"], cwd, [
      [`fpath=(${cwd} $fpath); autoload -U compinit; compinit -u -d ${cwd}/dump; echo lo''aded\n`, /^loaded/],
      ...expected
    ])
    expect(seen).toEqual(["loaded", "sweep run mystudy.ts", "sweep leaderboard", "--deterministic", "--sampler sobol"])
  })

  it.runIf(isHere("fish"))("complete commands, flags and choices in fish", async () => {
    const cwd = temporaryFolder()
    const script = await scriptFor("fish", cwd)
    execFileSync("fish", ["--no-execute", script])
    const complete = (line: string): string =>
      execFileSync("fish", ["--no-config", "-c", `source ${script}; complete --do-complete "${line}"`], {
        cwd,
        encoding: "utf8",
        env: { ...process.env, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd }
      })
    expect(complete("sweep run mystu")).toMatch(/^mystudy\.ts/m)
    expect(complete("sweep lead")).toMatch(/^leaderboard\t/m)
    expect(complete("sweep run --det")).toMatch(/^--deterministic\t/m)
    expect(complete("sweep run study.ts --sampler so")).toMatch(/^sobol/m)
  })

  it("name every command in each shell's script", async () => {
    const cwd = temporaryFolder()
    const { stdout: help } = await sweep(["--help"], { cwd })
    const commands = [...help.slice(help.indexOf("SUBCOMMANDS")).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!)
    expect(commands.length).toBeGreaterThan(10)
    for (const shell of ["bash", "zsh", "fish"]) {
      const { stdout } = await sweep(["--completions", shell], { cwd })
      for (const name of commands) expect(stdout, `${shell}: ${name}`).toMatch(new RegExp(`\\b${name}\\b`))
    }
  })
})
