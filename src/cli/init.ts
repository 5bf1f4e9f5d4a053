/** `sweep init`: a study file to begin with. */
import { existsSync, writeFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { attempt } from "./attempt.ts"
import { starter } from "./starter.ts"
import { print } from "./terminal.ts"

const write = (file: string): void => {
  const path = resolve(file)
  if (!/\.[cm]?[jt]s$/.test(path))
    throw new UsageError(`${file} is not a name for a study file.`, "Let it end with .ts: sweep init study.ts")
  if (!existsSync(dirname(path)))
    throw new UsageError(`There is no folder ${dirname(path)}.`, `Make it: mkdir -p ${dirname(path)}`)
  try {
    writeFileSync(path, starter(file), { flag: "wx" })
  } catch (error) {
    if (!existsSync(path))
      throw new UsageError(
        `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        "Name a file in a folder that may be written to."
      )
    throw new UsageError(`There is a file ${file} already.`, "Name another one: nothing is written over.")
  }
}

/** Writes a commented study file. Fails with `UsageError` where there is a file already. */
export const init = ({ file }: { readonly file: string }) =>
  Effect.map(
    attempt(() => write(file)),
    () => print(`${file} is a study that runs at once: sweep run ${file}`)
  )
