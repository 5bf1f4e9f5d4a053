/** The live view of `sweep run` and its keys, through a real pseudo-terminal. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { runInPty, type PtyOptions, type Screen } from "../support/pty.ts"
import { fixture, sweep, sweepBin } from "../support/sweep.ts"

const shows = (screen: Screen, pattern: RegExp): boolean => screen.lines.some((line) => pattern.test(line))
const watched = `${process.execPath} ${sweepBin} run ${fixture("watched.ts")}`
const keysLine = /^s stop a trial {2}\+ - trials at once {2}q quit$/
const ctrlC = "\u0003"

/** What is done when a screen shows something, one after the other. */
type Step = readonly [shown: RegExp, act: (keyboard: Parameters<NonNullable<PtyOptions["onScreen"]>>[1]) => unknown]

const press =
  (keys: string): Step[1] =>
  (keyboard) =>
    keyboard.write(keys)

/** Runs a line of shell, whose terminal then says in which mode it is, and takes the steps; all of them, or the test fails. */
const play = async (line: string, steps: ReadonlyArray<Step>, options: PtyOptions = {}) => {
  let next = 0
  const seen: Array<Screen> = []
  const run = await runInPty(["/bin/sh", "-c", `${line}; echo "status $?"; stty -a`], {
    cwd: temporaryFolder(),
    timeoutMillis: 50_000,
    ...options,
    onScreen: async (screen, keyboard) => {
      const step = steps[next]
      if (step === undefined || !shows(screen, step[0])) return
      next++
      seen.push(screen)
      await step[1](keyboard)
    }
  })
  expect(next, `waited for ${steps[next]?.[0]} in\n${run.screen.lines.join("\n")}`).toBe(steps.length)
  return { ...run, seen, text: run.history.join("\n") }
}

const isAsItWas = ({ raw, text }: { readonly raw: string; readonly text: string }): void => {
  expect(text).toMatch(/ icanon\b/)
  expect(text).toMatch(/ echo\b/)
  expect(text).not.toMatch(/-icanon|-echo /)
  expect(raw.lastIndexOf("\u001b[?25h")).toBeGreaterThan(raw.lastIndexOf("\u001b[?25l"))
}

describe("the keys of the live view", () => {
  it("stop a trial, change how many run at once, and quit; the view follows a resize", async () => {
    const run = await play(`${watched} --parallel 1`, [
      [/^ +0 +cpu 0 .*▁/, press("s")],
      [/^stop trial ▏/, press("7\u007f0")],
      [/^stop trial 0▏/, press("\r")],
      [/^trial 0 pruned.* stopped by the user/, press("s99\r")],
      [/^Trial 99 is not running here\./, press("++")],
      [/ 3 slots$/, () => {}],
      [/^3 running/, press("-")],
      [/ 2 slots$/, (keyboard) => keyboard.resize(200, 50)],
      [/ data too long for eighty columns$/, () => {}],
      [keysLine, press("q")],
      [/^stopping: interrupted, 3 trials still running$/, press("q")],
      [/Ctrl-C end the running trials$/, press(ctrlC)]
    ])
    expect(run.text).toMatch(/status 130/)
    isAsItWas(run)
    for (const screen of run.timeline) expect(screen.wrapped, screen.lines.join("\n")).toBe(false)
  })

  it("leave the terminal as it was when the run is told to end", async () => {
    const cwd = temporaryFolder()
    const kill = () => process.kill(Number(readFileSync(join(cwd, "pid"), "utf8")), "SIGTERM")
    isAsItWas(await play(`sh -c 'echo $$ > pid; exec ${watched} --parallel 2'`, [[keysLine, kill]], { cwd }))
  })

  it("leave the terminal as it was when the run dies of a signal", async () => {
    const cwd = temporaryFolder()
    const kill = () => process.kill(Number(readFileSync(join(cwd, "pid"), "utf8")), "SIGQUIT")
    const line = `ulimit -c 0; sh -c 'echo $$ > pid; exec ${watched} --parallel 2'`
    const run = await play(line, [[keysLine, kill]], { cwd })
    expect(run.text).toMatch(/status 131/)
    isAsItWas(run)
  })

  it("are those of a confirmation, too: how many run at once holds from phase to phase", async () => {
    const cwd = temporaryFolder()
    expect((await sweep(["run", fixture("arms.ts")], { cwd })).status).toBe(0)
    const confirm = `${process.execPath} ${sweepBin} confirm`
    const run = await play(
      `${confirm} --parallel 1`,
      [
        [keysLine, press("+")],
        [/ 2 slots$/, () => {}],
        // The first phase has three runs of each of the four.
        [/^(1[2-9]) .*complete|^trial 1[2-9] complete/, press("s99\r")],
        [/^Trial 99 is not running here\./, () => {}],
        [/ 2 slots$/, press("q")]
      ],
      { cwd, env: { DELAY: "1200" } }
    )
    expect(run.text).toMatch(/Go on with: sweep confirm arms/)
    expect(run.text).toMatch(/status 130/)
    isAsItWas(run)
  })

  it("leave the terminal as it was when a third Ctrl-C kills everything", async () => {
    const stuck = `${process.execPath} ${sweepBin} run ${fixture("stuck.ts")} --parallel 1`
    const run = await play(stuck, [[/^ +0 +cpu 0/, press(ctrlC + ctrlC + ctrlC)]])
    expect(run.text).toMatch(/status 130/)
    isAsItWas(run)
  })

  it("leave no raw terminal in a shell whose run is killed at once", async () => {
    const cwd = temporaryFolder()
    const kill = () => process.kill(Number(readFileSync(join(cwd, "pid"), "utf8")), "SIGKILL")
    const steps: ReadonlyArray<Step> = [
      [/^ready> /, press(`sh -c 'echo $$ > pid; exec ${watched} --parallel 2'\n`)],
      [keysLine, kill],
      [/Killed/, press("stty -a\n")],
      [/ -?icanon/, press("exit\n")]
    ]
    let next = 0
    const run = await runInPty(["bash", "--norc", "--noprofile", "-i"], {
      cwd,
      env: { PS1: "ready> ", HISTFILE: "" },
      onScreen: (screen, keyboard) => {
        if (next < steps.length && shows(screen, steps[next]![0])) void steps[next++]![1](keyboard)
      }
    })
    expect(next).toBe(steps.length)
    expect(run.history.join("\n")).toMatch(/ icanon\b/)
    expect(run.history.join("\n")).not.toMatch(/-icanon|-echo /)
  })

  it("are given back by Ctrl-Z, and taken again in the foreground", async () => {
    const steps: ReadonlyArray<Step> = [
      [/^ready> /, press(`${watched} --parallel 1\n`)],
      [/^ +0 +cpu 0 .*▁/, press("\u001A")],
      [/Stopped/, press("stty -a | tr ';' '\\n' | grep -o ' -*icanon'; echo lo''oked\n")],
      [/^looked/, press("clear; fg\n")],
      [keysLine, press(ctrlC + ctrlC)],
      [/go on with: sweep run/, press("exit\n")]
    ]
    let next = 0
    const run = await runInPty(["bash", "--norc", "--noprofile", "-i"], {
      cwd: temporaryFolder(),
      env: { PS1: "ready> ", HISTFILE: "" },
      timeoutMillis: 50_000,
      onScreen: (screen, keyboard) => {
        if (next < steps.length && shows(screen, steps[next]![0])) void steps[next++]![1](keyboard)
      }
    })
    expect(next, run.screen.lines.join("\n")).toBe(steps.length)
    expect(run.timeline.some((screen) => shows(screen, /^ icanon/))).toBe(true)
    const shown = run.timeline.filter((screen) => shows(screen, /^looked/))
    expect(shown.every((screen) => !screen.cursorHidden)).toBe(true)
  })

  it("are none where standard input is no terminal", async () => {
    // Then Ctrl-C is a signal to everyone at the terminal, this shell included.
    const run = await play(`trap : INT; ${watched} --parallel 1 < /dev/null`, [
      [/^ +0 +cpu 0 .*▁/, press(ctrlC)],
      [/^stopping: interrupted/, press(ctrlC)]
    ])
    expect(run.timeline.some((screen) => shows(screen, keysLine))).toBe(false)
    isAsItWas(run)
  })

  it("are none in the background, where the kernel would stop whoever reads them", async () => {
    const job = `set -m; ${watched} --parallel 1 & sleep 1; while ! grep -q 1 seen 2>/dev/null; do sleep 0.2; done`
    const cwd = temporaryFolder()
    const run = await play(
      `${job}; kill -TERM %1; wait %1`,
      [[/^ +0 +cpu 0 .*▁/, () => writeFileSync(join(cwd, "seen"), "1")]],
      { cwd }
    )
    expect(run.text).toMatch(/status 130/)
    expect(run.text).not.toMatch(/Stopped|suspended/)
    expect(run.timeline.some((screen) => shows(screen, keysLine))).toBe(false)
  })
})

describe("the live view", () => {
  const rows = (screen: Screen): number => screen.lines.filter((line) => /^ +\d+ +cpu \d+ /.test(line)).length
  const end: Step = [/^stopping: interrupted/, press(ctrlC)]

  it("shows at most twenty trials at 200 × 50, without colours under NO_COLOR, at most ten times a second", async () => {
    const run = await play(
      `${watched} --parallel 24`,
      [[/^and 4 more running/, () => {}], [/ +30 .*▁/, press("q")], end],
      {
        columns: 200,
        rows: 50,
        env: { NO_COLOR: "1" }
      }
    )
    expect(rows(run.seen[0]!)).toBe(20)
    expect(run.raw.split("\u001b[").filter((rest) => /^[\d;]*m/.test(rest))).toEqual([])
    const live = run.timeline.filter((screen) => screen.cursorHidden)
    const seconds = (live.at(-1)!.at - live[0]!.at) / 1000
    expect(run.raw.split("\u001b[?2026h").length - 1).toBeLessThanOrEqual(seconds * 10 + 10)
    for (const screen of run.timeline) expect(screen.wrapped, screen.lines.join("\n")).toBe(false)
  })

  it("says at 80 × 24 how many trials have no row", async () => {
    const run = await play(`${watched} --parallel 24`, [[/^24 running/, press("q")], end])
    const [screen] = run.seen
    const hidden = Number(/^and (\d+) more running/m.exec(screen!.lines.join("\n"))![1])
    expect(rows(screen!) + hidden).toBe(24)
    expect(shows(screen!, keysLine)).toBe(true)
  })
})
