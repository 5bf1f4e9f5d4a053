/** Checkpoints on disk: written whole or not at all, and read only where they are what was written. */
import { createHash, randomUUID, type Hash } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { cp, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import type { CheckpointSource, SavedCheckpoint } from "./Checkpoint.ts"

/** What a training saves of itself: bytes, or a folder that is copied with everything in it. */
export type CheckpointState = Uint8Array | { readonly folder: string }

/** What was read back. The folder is the stored one: it is there to be read. */
export type ReadState = { readonly bytes: Uint8Array } | { readonly folder: string }

const unfinished = ".part"

/** Paths of the files below a folder, with slashes, in an order that every machine shares. */
const filesBelow = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/")
    )
    .sort()
}

const addFile = async (hash: Hash, path: string): Promise<number> => {
  let bytes = 0
  for await (const piece of createReadStream(path)) {
    hash.update(piece)
    bytes += (piece as Buffer).length
  }
  return bytes
}

/** Size and digest of a folder. The names belong to its content. */
const measureFolder = async (folder: string): Promise<Pick<SavedCheckpoint, "bytes" | "digest">> => {
  const hash = createHash("sha256")
  let bytes = 0
  for (const name of await filesBelow(folder)) {
    hash.update(`${name}\0${(await stat(join(folder, name))).size}\0`)
    bytes += await addFile(hash, join(folder, name))
  }
  return { bytes, digest: hash.digest("hex") }
}

const measureBytes = (bytes: Uint8Array): Pick<SavedCheckpoint, "bytes" | "digest"> => ({
  bytes: bytes.length,
  digest: createHash("sha256").update(bytes).digest("hex")
})

/** Makes what was written survive a power cut, as far as the file system lets folders be synchronised. */
const synchronise = async (path: string): Promise<void> => {
  try {
    const handle = await open(path, "r")
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    // Windows opens no folder.
    if (process.platform !== "win32") throw error
  }
}

const writeBytes = async (path: string, bytes: Uint8Array) => {
  const handle = await open(path, "wx")
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return measureBytes(bytes)
}

const copyFolder = async (path: string, folder: string) => {
  await cp(folder, path, { recursive: true, dereference: true, errorOnExist: true })
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  for (const entry of entries) await synchronise(join(entry.parentPath, entry.name))
  await synchronise(path)
  return measureFolder(path)
}

/** A step that is saved twice in an attempt must not overwrite what is on record. */
const freeName = (folder: string, step: number): string => {
  let name = `step-${step}`
  for (let again = 2; existsSync(join(folder, name)); again++) name = `step-${step}.${again}`
  return name
}

/**
 * Writes a checkpoint below `<artifacts>/<within>`: under another name first, synchronised, then renamed. Whoever is
 * killed on the way leaves nothing that could be taken for a checkpoint.
 */
export const writeCheckpoint = async (
  artifacts: string,
  within: string,
  step: number,
  state: CheckpointState
): Promise<SavedCheckpoint> => {
  const folder = join(artifacts, within)
  await mkdir(folder, { recursive: true })
  const part = join(folder, `.step-${step}-${randomUUID()}${unfinished}`)
  try {
    const measured = state instanceof Uint8Array ? await writeBytes(part, state) : await copyFolder(part, state.folder)
    const name = freeName(folder, step)
    await rename(part, join(folder, name))
    await synchronise(folder)
    return { step, place: `${within}/${name}`, ...measured }
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

const readAt = async (path: string) => {
  if ((await stat(path)).isDirectory()) return { state: { folder: path }, ...(await measureFolder(path)) }
  const bytes = await readFile(path)
  return { state: { bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) }, ...measureBytes(bytes) }
}

/** Reads a checkpoint, or says why it cannot be used. */
export const readCheckpoint = async (
  artifacts: string,
  source: CheckpointSource
): Promise<{ readonly state: ReadState } | { readonly problem: string }> => {
  const name = `the checkpoint of step ${source.step} (${source.place})`
  try {
    const { digest, state } = await readAt(join(artifacts, source.place))
    return digest === source.digest ? { state } : { problem: `${name} is not what was saved: its digest differs` }
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ENOENT"
    return { problem: isGone ? `${name} is lost` : `${name} cannot be read: ${String(error)}` }
  }
}

/** Removes checkpoints that are no longer wanted. What is gone already is no error. */
export const removeCheckpoints = async (artifacts: string, places: ReadonlyArray<string>): Promise<void> => {
  for (const place of places) await rm(join(artifacts, place), { recursive: true, force: true, maxRetries: 3 })
}

/** Removes what killed attempts of a trial left half written. */
export const removeUnfinished = async (artifacts: string, trial: string): Promise<void> => {
  const folder = join(artifacts, trial)
  if (!existsSync(folder)) return
  for (const attempt of await readdir(folder, { withFileTypes: true })) {
    if (!attempt.isDirectory()) continue
    for (const name of await readdir(join(folder, attempt.name)))
      if (name.startsWith(".step-") && name.endsWith(unfinished))
        await rm(join(folder, attempt.name, name), { recursive: true, force: true })
  }
}
