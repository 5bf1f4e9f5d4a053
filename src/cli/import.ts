/** `sweep import`: studies that were exported from another store. */
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { NotFound, UsageError } from "../errors.ts"
import { importInto } from "../store/sqlite.ts"
import type { StudyRecord } from "../store/StudyRecord.ts"
import { readExports } from "../view/exported.ts"
import { formatCount } from "../view/format.ts"
import { attempt } from "./attempt.ts"
import { print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ImportInput {
  readonly file: string
  readonly as: string | undefined
  readonly store: string | undefined
}

const read = (file: string): string => {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8")
  } catch (error) {
    throw new NotFound(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Name a file that sweep export has printed, or - for standard input."
    )
  }
}

const renamed = (records: ReadonlyArray<StudyRecord>, name: string | undefined): ReadonlyArray<StudyRecord> => {
  if (name === undefined) return records
  if (records.length > 1)
    throw new UsageError(
      `--as names one study, and there are ${records.length} in the file.`,
      "Import them one by one, or leave --as out."
    )
  return records.map((record) => ({ ...record, study: { ...record.study, name } }))
}

/** Puts all studies of a file on record, or none of them. */
export const importStudies = Effect.fnUntraced(function* ({ as, file, store }: ImportInput) {
  const path = storePath(store)
  const records = yield* attempt(() => renamed(readExports(read(file), file === "-" ? "Standard input" : file), as))
  yield* importInto(path, records)
  for (const { study, trials } of records) print(`${study.name}: ${formatCount(trials.length, "trial")}, in ${path}`)
})
