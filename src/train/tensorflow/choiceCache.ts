import { randomUUID } from "node:crypto"
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import type { BackendChoice } from "./Backend.ts"

/** The stored choices, by what was asked for, and the fingerprint of the machine and packages they hold for. */
interface Stored {
  readonly fingerprint: string
  readonly choices: Readonly<Record<string, BackendChoice>>
}

/** The choices that hold for this fingerprint; none where the file is missing, of another machine, or damaged. */
export const readChoices = async (file: string, fingerprint: string): Promise<Stored["choices"]> => {
  try {
    const stored = JSON.parse(await readFile(file, "utf8")) as Stored
    return stored.fingerprint === fingerprint && Object.values(stored.choices).every(isChoice) ? stored.choices : {}
  } catch {
    return {}
  }
}

const isChoice = (value: BackendChoice | null): boolean =>
  typeof value?.name === "string" && typeof value.reason === "string" && Array.isArray(value.passedOver)

/**
 * Stores the choices whole or not at all: other processes read the file at any time. A file that cannot be written costs
 * the next run its time, and is no failure of this one.
 */
export const writeChoices = async (file: string, stored: Stored): Promise<void> => {
  const temporary = `${file}.${randomUUID()}`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(temporary, `${JSON.stringify(stored, undefined, 2)}\n`)
    await rename(temporary, file)
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}
