/** Where files of a study lie: its logs and checkpoints. */
import { createHash } from "node:crypto"
import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { join, resolve } from "node:path"

/** A study's name as that of a folder: one that is not plain gets a digest, so that no two studies share a folder. */
export const folderName = (name: string): string => {
  if (/^\w[\w.~-]{0,99}$/.test(name)) return name
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8)
  return `_${name.slice(0, 60).replaceAll(/[^\w~-]+/g, "_")}-${digest}`
}

/** Where log files and checkpoints of a study go. */
export const artifactsOf = (store: string, name: string, asked: string | undefined): string =>
  join(asked === undefined ? `${store}.artifacts` : resolve(asked), folderName(name))

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
