/** What a command knows of the place where it runs. */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { themeFor, type Theme } from "../view/theme.ts"

/** Columns to draw in; wide enough for anything where the output is not a terminal. */
export const outputWidth = (): number =>
  process.stdout.isTTY ? process.stdout.columns || 80 : Number(process.env["COLUMNS"]) || 160

/** Colours on a terminal, unless NO_COLOR says no. */
export const outputTheme = (): Theme => themeFor(process.stdout.isTTY === true && !process.env["NO_COLOR"])

/** Milliseconds since 1970. */
export const now = (): number => Date.now()

/** Prints a result. Results go to stdout, everything else to stderr. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const isClosedPipe = ({ code }: NodeJS.ErrnoException): boolean => code === "EPIPE" || code === "ERR_STREAM_DESTROYED"

/** Whoever reads the output may go away before its end, as `head` does: what is printed then is lost, and no failure. */
export const surviveLostReaders = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (!isClosedPipe(error)) throw error
    })
  }
}

/** Waits until what was printed has gone out: into a pipe, whose reader takes its time, Node writes by and by. */
export const written = async (): Promise<void> => {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write("", () => resolve()))
}

/** The version of the package. */
export const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
  return (manifest as { readonly version: string }).version
}

/** The store's file: as asked, else SWEEP_STORE, else sweep.db here. */
export const storePath = (asked: string | undefined): string =>
  resolve(asked ?? process.env["SWEEP_STORE"] ?? "sweep.db")
