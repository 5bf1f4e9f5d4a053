/** Failures that every trial of a study shares, because the study file is what is wrong. */
import { relative } from "node:path"
import { StudyFileError } from "../errors.ts"
import type { Failure, FailureReason } from "../store/records.ts"
import type { LoadedStudy } from "./loadStudy.ts"

/** The setting of a study file that such a failure points to. */
const culprit: Partial<Record<FailureReason, string>> = {
  missingMetric: "objective",
  noResult: "train",
  wrongType: "train"
}

/** The place in the study file where a setting begins. */
const placeOf = (source: string, setting: string): { readonly row: number; readonly line: string } | undefined => {
  const lines = source.split("\n")
  const index = lines.findIndex((line) => new RegExp(`^\\s*${setting}\\s*[:(]`).test(line))
  return index === -1 ? undefined : { row: index + 1, line: lines[index]!.trim() }
}

/** The mistake with file and line, where the failure is of that kind. */
export const studyMistake = (
  { file, source }: Pick<LoadedStudy, "file" | "source">,
  cwd: string,
  failure: Failure
): StudyFileError | undefined => {
  const setting = culprit[failure.reason]
  if (setting === undefined) return undefined
  const place = placeOf(source, setting)
  const shown = relative(cwd, file)
  const at = `${shown.startsWith("..") ? file : shown}${place === undefined ? "" : `:${place.row}`}`
  return new StudyFileError(
    `${at}: ${failure.message}`,
    `${place === undefined ? "" : `${place.row} | ${place.line}\n`}Mend it and run again with --fresh, which keeps the stored study as a copy.`
  )
}
