/** Where files of a study lie: its logs and checkpoints. */
import { createHash } from "node:crypto"
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import { access, mkdir, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { StoreError, UsageError } from "../errors.ts"
import type { Study } from "../search/Study.ts"

/** A study's name as that of a folder: one that is not plain gets a digest, so that no two studies share a folder. */
export const folderName = (name: string): string => {
  if (/^\w[\w.~-]{0,99}$/.test(name)) return name
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8)
  return `_${name.slice(0, 60).replaceAll(/[^\w~-]+/g, "_")}-${digest}`
}

/** Where log files and checkpoints of a study go. */
export const artifactsOf = (store: string, name: string, asked: string | undefined): string =>
  join(asked === undefined ? `${store}.artifacts` : resolve(asked), folderName(name))

const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() === true
}

/** Folder by folder: Node's own recursive mkdir never ends where a parent is there and takes no folders, as in /proc. */
const makeFolder = async (folder: string): Promise<void> => {
  if (await isFolder(folder)) return
  if (dirname(folder) !== folder) await makeFolder(dirname(folder))
  try {
    await mkdir(folder)
  } catch (error) {
    // Another runner of the study may have made it meanwhile.
    if (!(await isFolder(folder))) throw error
  }
}

/**
 * Makes the folder where log files and checkpoints of a study go, before a trial needs it. Throws `UsageError` where the
 * folder that was asked for cannot be made or written to, `StoreError` where the one beside the store cannot.
 */
export const prepareArtifacts = async (
  { isolation }: Pick<Study, "isolation">,
  folder: string,
  asked: string | undefined
): Promise<void> => {
  // In the runner's own process there are no logs: the first checkpoint makes the folder.
  if (isolation !== "process" && asked === undefined) return
  try {
    await makeFolder(folder)
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const message = `Logs and checkpoints cannot be kept in ${folder}: ${why}.`
    throw asked === undefined
      ? new StoreError(message, "Mend that, or name another folder: --artifacts <folder>.", { cause: error })
      : new UsageError(
          message,
          "Name a folder that can be written to: --artifacts <folder>. Without it, they lie beside the store.",
          { cause: error }
        )
  }
}

const mostBytes = 65_536

/** The end of a trial's log, at most 64 kB of it; undefined where there is none, or where it is empty. */
export const readLog = (artifacts: string, trial: number, attempt: number): string | undefined => {
  try {
    const file = openSync(join(artifacts, `trial-${trial}`, `attempt-${attempt}.log`), "r")
    try {
      const { size } = fstatSync(file)
      const bytes = Buffer.alloc(Math.min(size, mostBytes))
      const length = readSync(file, bytes, 0, bytes.length, size - bytes.length)
      const text = bytes.toString("utf8", 0, length)
      // The first line may have lost its beginning.
      const whole = size > mostBytes ? text.slice(text.indexOf("\n") + 1) : text
      return whole === "" ? undefined : whole
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
