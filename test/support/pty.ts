/** Runs a command in a real pseudo-terminal (util-linux `script`) and reads its screen as a terminal would show it. */
import { execFile, spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import headless from "@xterm/headless"

/** What the terminal showed at a moment. */
export interface Screen {
  /** Milliseconds since the start. */
  readonly at: number
  /** The visible lines from top to bottom, without trailing spaces. */
  readonly lines: ReadonlyArray<string>
  /** Whether a line was longer than the terminal is wide. */
  readonly wrapped: boolean
  readonly cursorHidden: boolean
}

/** The keyboard and the frame of the terminal, for use while the command runs. */
interface Keyboard {
  /** Types; `"\u0003"` is Ctrl-C. */
  readonly write: (text: string) => void
  readonly resize: (columns: number, rows: number) => Promise<void>
}

/** What is left when the command has ended. */
export interface PtyRun {
  /** Everything that was written to the terminal. */
  readonly raw: string
  /** The last screen. */
  readonly screen: Screen
  /** Every screen that differed from the one before. */
  readonly timeline: ReadonlyArray<Screen>
  /** Scrolled off lines and the last screen. */
  readonly history: ReadonlyArray<string>
  readonly status: number | null
}

export interface PtyOptions {
  readonly columns?: number
  readonly rows?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMillis?: number
  /** Called after every piece of output. */
  readonly onScreen?: (screen: Screen, keyboard: Keyboard) => void | Promise<void>
}

const hideCursor = "\u001b[?25l"
const showCursor = "\u001b[?25h"

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Runs `command` (program and arguments) until it ends. Its status is the one of the program. */
export const runInPty = async (command: ReadonlyArray<string>, options: PtyOptions = {}): Promise<PtyRun> => {
  const { columns = 80, rows = 24, timeoutMillis = 60_000 } = options
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 10_000 })
  const folder = await mkdtemp(join(tmpdir(), "hypersweep-pty-"))
  const { CI: _ci, FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env
  const device = join(folder, "tty")
  const prepared = `tty > ${quote(device)}; stty cols ${columns} rows ${rows}; exec ${command.map(quote).join(" ")}`
  const child = spawn("script", ["-qefc", prepared, "/dev/null"], {
    cwd: options.cwd,
    env: { ...inherited, TERM: "xterm-256color", SHELL: "/bin/sh", ...options.env },
    stdio: ["pipe", "pipe", "inherit"]
  })
  const startedAt = performance.now()
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMillis)
  const keyboard: Keyboard = {
    write: (text) => {
      child.stdin.write(text)
    },
    resize: async (toColumns, toRows) => {
      terminal.resize(toColumns, toRows)
      const tty = (await readFile(device, "utf8")).trim()
      await promisify(execFile)("stty", ["-F", tty, "cols", String(toColumns), "rows", String(toRows)])
    }
  }

  let raw = ""
  const decoder = new TextDecoder()
  const timeline: Array<Screen> = []

  const look = (): Screen => {
    const buffer = terminal.buffer.active
    const visible = Array.from({ length: terminal.rows }, (_, row) => buffer.getLine(buffer.baseY + row))
    return {
      at: performance.now() - startedAt,
      lines: visible.map((line) => line?.translateToString(true) ?? ""),
      wrapped: visible.some((line) => line?.isWrapped === true),
      cursorHidden: raw.lastIndexOf(hideCursor) > raw.lastIndexOf(showCursor)
    }
  }

  const feed = async (chunk: Uint8Array): Promise<void> => {
    raw += decoder.decode(chunk, { stream: true })
    await new Promise<void>((done) => terminal.write(chunk, done))
    const screen = look()
    const before = timeline.at(-1)
    if (before === undefined || before.lines.join("\n") !== screen.lines.join("\n")) timeline.push(screen)
    await options.onScreen?.(screen, keyboard)
  }

  try {
    const ended = new Promise<number | null>((done, fail) => {
      child.once("error", fail)
      child.once("close", done)
    })
    // The pipe of a program that has just ended may break: that is no failure of the test.
    child.stdin.on("error", () => {})
    for await (const chunk of child.stdout) await feed(chunk)
    const status = await ended
    const buffer = terminal.buffer.active
    const history = Array.from(
      { length: buffer.length },
      (_, row) => buffer.getLine(row)?.translateToString(true) ?? ""
    )
    return { raw, screen: look(), timeline, history, status }
  } finally {
    clearTimeout(timer)
    child.kill("SIGKILL")
    terminal.dispose()
    await rm(folder, { recursive: true, force: true })
  }
}
