/** Reads a study file, always by jiti: enums, extensionless imports and any supported Node work alike. */
import { existsSync, readFileSync, statSync } from "node:fs"
import { basename, extname, relative } from "node:path"
import { createJiti } from "jiti"
import { isSweepError, StudyFileError } from "../errors.ts"
import { isStudy, type Study } from "../search/Study.ts"

/** The public entries as a study file imports them. `tensorflow` is called when, and only when, it imports that entry. */
export interface PublicEntries {
  readonly hypersweep: object
  readonly train: object
  readonly tensorflow: () => object
}

/** Where in the study file an error came from, and the text there. */
const placeIn = (
  file: string,
  source: string,
  stack: string | undefined
): { readonly at: string; readonly line: string } | undefined => {
  const start = stack?.indexOf(`${file}:`) ?? -1
  if (start === -1) return undefined
  const [, row, column] = /^:(\d+)(?::(\d+))?/.exec(stack!.slice(start + file.length)) ?? []
  const line = source.split("\n")[Number(row) - 1]
  return line === undefined
    ? undefined
    : { at: column === undefined ? `${row}` : `${row}:${column}`, line: `${row} | ${line.trim()}` }
}

const nearby = (file: string, cwd: string): string => {
  const shown = relative(cwd, file)
  return shown.startsWith("..") ? file : shown
}

const wrongExport = (shown: string, exported: Record<string, unknown>): StudyFileError => {
  const names = Object.keys(exported).filter((name) => name !== "default" && name !== "__esModule")
  const named = names.find((name) => isStudy(exported[name]))
  if (named !== undefined) {
    return new StudyFileError(
      `${shown} exports its study as "${named}", not by default.`,
      `Write export default ${named}.`
    )
  }
  if (exported["default"] === undefined) {
    const what = names.length === 0 ? "nothing" : `${names.join(", ")}, but no study`
    return new StudyFileError(
      `${shown} exports ${what}.`,
      "End it with export default study({ space, objective, train })."
    )
  }
  return new StudyFileError(
    `${shown} exports by default something that is not a study (${typeof exported["default"]}).`,
    "Wrap it: export default study({ space, objective, train })."
  )
}

/** The stack down to where the study file was called: what is below is ours. */
const ownFrames = (error: unknown): string => {
  const stack = error instanceof Error ? error.stack : undefined
  return stack === undefined ? "Mend it there." : stack.split(/\n.*[\\/]jiti[\\/]/)[0]!
}

const explainThrown = (file: string, shown: string, source: string, error: unknown): Error => {
  const stack = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : undefined
  const place = placeIn(file, source, stack)
  const at = place === undefined ? shown : `${shown}:${place.at}`
  const line = place === undefined ? "" : `${place.line}\n`
  if (isSweepError(error)) {
    return Object.assign(new StudyFileError(`${at}: ${error.message}`, `${line}${error.hint}`), { cause: error })
  }
  const message = error instanceof Error ? error.message : String(error)
  if (message.startsWith("ParseError")) {
    const what = message
      .split("\n")[0]!
      .replace(/^ParseError:\s*/, "")
      .trim()
    return new StudyFileError(
      `${at}: the file does not parse: ${what}.`,
      `${line}Mend the syntax there; npx tsc --noEmit ${shown} says more.`
    )
  }
  if (
    error instanceof Error &&
    "code" in error &&
    (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND")
  ) {
    return new StudyFileError(
      `${at}: an import cannot be found: ${message.split("\n")[0]}.`,
      `${line}Install the package, or mend the path.`
    )
  }
  return new StudyFileError(`${at}: the file threw while it was read: ${message}`, `${line}${ownFrames(error)}`)
}

/** A study file that has been read. */
export interface StudyFile {
  readonly study: Study
  /** The study's name: its own, else the file's without its ending. */
  readonly name: string
  /** The file's text, as it was evaluated. */
  readonly source: string
}

/**
 * Evaluates the file at an absolute path and returns the study that it exports by default. Rejects with `StudyFileError`,
 * which names file, line, cause and remedy. `cwd` only shortens the path in messages.
 */
export const loadStudyFile = async (file: string, entries: PublicEntries, cwd = ""): Promise<StudyFile> => {
  const shown = cwd === "" ? file : nearby(file, cwd)
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new StudyFileError(
      `There is no study file ${shown}.`,
      "Check the path. A study file is a TypeScript module that ends with export default study({ … })."
    )
  }
  const source = readFileSync(file, "utf8")
  const jiti = createJiti(import.meta.url, {
    // Else a module without a default export would seem to have one: itself.
    interopDefault: false,
    virtualModules: {
      hypersweep: entries.hypersweep,
      "hypersweep/train": entries.train,
      get "hypersweep/tensorflow"() {
        return entries.tensorflow()
      }
    } as Record<string, Record<string, unknown>>
  })
  let exported: unknown
  try {
    exported = await jiti.import(file)
  } catch (error) {
    throw explainThrown(file, shown, source, error)
  }
  const module = (typeof exported === "object" && exported !== null ? exported : {}) as Record<string, unknown>
  const study = module["default"]
  if (!isStudy(study)) throw wrongExport(shown, module)
  return { study, name: study.name ?? basename(file, extname(file)), source }
}
