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

/** The version of the package. */
export const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
  return (manifest as { readonly version: string }).version
}

/** The store's file: as asked, else SWEEP_STORE, else sweep.db here. */
export const storePath = (asked: string | undefined): string =>
  resolve(asked ?? process.env["SWEEP_STORE"] ?? "sweep.db")
