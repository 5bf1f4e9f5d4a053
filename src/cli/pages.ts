/** What commands that show a whole study read of it. */
import { readFileSync, writeFileSync } from "node:fs"
import { basename } from "node:path"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { storedConfirmation } from "../schedule/confirmation.ts"
import type { StoredStudy } from "../store/records.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { sourceHash } from "../train/sourceHash.ts"
import { certaintyIn, pageData } from "../view/page/gather.ts"
import { attempt } from "./attempt.ts"
import { now, print } from "./terminal.ts"

/** The record of a study, and the page's document that is made of it, at this moment. */
export const readPage = Effect.fnUntraced(function* (study: StoredStudy) {
  const reader = yield* StudyReader
  const record = yield* reader.record(study.id)
  const confirmation = yield* storedConfirmation(study)
  const folds = yield* reader.folds(study.id)
  const certainty = certaintyIn(record, folds)
  return {
    record,
    ...(certainty === undefined ? {} : { certainty }),
    data: pageData({ record, folds, now: now(), ...(confirmation === undefined ? {} : { confirmation }) })
  }
})

/** The study file as it is, and what must be said of it. */
export const readSource = (study: StoredStudy): { readonly source?: string; readonly notes: ReadonlyArray<string> } => {
  if (study.file === undefined) return { notes: ["The study was opened by a program: there is no study file to show."] }
  try {
    const source = readFileSync(study.file, "utf8")
    const isSame = sourceHash(source) === study.fileHash
    return {
      source,
      notes: isSame
        ? []
        : [`${basename(study.file)} has changed since the study was run: its cells are as they are now.`]
    }
  } catch {
    return { notes: [`The study file ${basename(study.file)} is not where it was: its cells are missing here.`] }
  }
}

/** Writes a result to a file, or to standard output for `-`. */
export const writeResult = (file: string, content: string | Uint8Array, example: string): void => {
  if (file === "-") return void process.stdout.write(content)
  try {
    writeFileSync(file, content)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${file} cannot be written: ${why}.`, `Name another file: --output ${example}.`)
  }
}

/** Writes what a command makes into the file that was asked for, or one of the study's name, and says into which. */
export const writeMade = Effect.fnUntraced(function* (
  asked: string | undefined,
  usual: string,
  make: () => Promise<string>
) {
  const output = asked ?? usual
  yield* attempt(async () => writeResult(output, await make(), usual))
  if (output !== "-") print(output)
})

/** A study's name as a part of a file's name. */
export const fileName = (study: StoredStudy): string => study.name.replaceAll(/[^\w.~-]+/g, "_")
