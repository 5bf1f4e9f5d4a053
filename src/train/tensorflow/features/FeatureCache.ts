/**
 * What frozen layers put out, kept on disk by its content: the key is a hash of the weights and the inputs that it was
 * computed from, so that nothing in the cache can be out of date. Any number of processes may use one folder.
 */
import { randomUUID } from "node:crypto"
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises"
import { homedir, hostname } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { InvalidDefinition } from "../../../errors.ts"
import { Rows } from "./Rows.ts"

/** Where features are kept, and how many. */
export interface FeatureCacheOptions {
  /** Default: `hypersweep/features` in the user's cache folder (`XDG_CACHE_HOME`, or `~/.cache`). */
  readonly folder?: string
  /** Above this, what was unused for longest is removed. Default 2,048. */
  readonly mebibytes?: number
}

/** Keeps rows of features between trials, and between studies. */
export interface FeatureCache {
  /**
   * The rows under a key, computed where they are not there yet. Of several processes that need the same key at once, one
   * computes and the others wait. A folder that cannot be written costs time and nothing else.
   */
  readonly rows: (key: string, compute: () => Promise<Rows>) => Promise<Rows>
}

const ending = ".rows"

const defaultFolder = (): string =>
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hypersweep", "features")

/** A cache in a folder, which is made when it is first needed. */
export const featureCache = ({
  folder = defaultFolder(),
  mebibytes = 2048
}: FeatureCacheOptions = {}): FeatureCache => {
  if (!(mebibytes > 0))
    throw new InvalidDefinition(
      `The feature cache may hold ${mebibytes} MiB.`,
      "Give a number above 0, or leave it out."
    )
  return {
    rows: async (key, compute) => {
      const file = join(folder, key + ending)
      const found = await read(file)
      if (found !== undefined) return found
      const unlock = await lock(file)
      try {
        // Another process may have computed it while this one waited.
        const made = (await read(file)) ?? (await compute())
        await keep(folder, file, made, mebibytes * 2 ** 20)
        return made
      } finally {
        await unlock()
      }
    }
  }
}

// A file: the number of rows, where each ends, and the values; eight bytes for each of the former, four for the latter.
const bytesOf = ({ count, ends, values }: Rows): Buffer =>
  Buffer.concat(
    [Float64Array.of(count), ends, values].map(({ buffer, byteLength, byteOffset }) =>
      Buffer.from(buffer, byteOffset, byteLength)
    )
  )

/** The rows in a file; undefined where there is none, or one that was cut short. */
const read = async (file: string): Promise<Rows | undefined> => {
  try {
    const bytes = await readFile(file)
    // Views of numbers must begin at a multiple of their size, which a buffer from Node's pool need not.
    const { buffer } = new Uint8Array(bytes)
    const [count = -1] = new Float64Array(buffer, 0, 1)
    const ends = new Float64Array(buffer, 8, count)
    const values = new Float32Array(buffer, 8 + 8 * count)
    if (values.length !== (ends.at(-1) ?? 0)) return undefined
    const seconds = (performance.timeOrigin + performance.now()) / 1000
    await utimes(file, seconds, seconds).catch(() => {})
    return new Rows(values, ends)
  } catch {
    return undefined
  }
}

/** Writes under another name and renames: a reader sees the whole file or none. */
const keep = async (folder: string, file: string, rows: Rows, most: number): Promise<void> => {
  const temporary = `${file}.${randomUUID()}`
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(temporary, bytesOf(rows))
    await rename(temporary, file)
    await shrink(folder, file, most)
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** Removes what was read or written longest ago, until the rest fits. The file that was just written stays. */
const shrink = async (folder: string, kept: string, most: number): Promise<void> => {
  const names = (await readdir(folder)).filter((name) => name.includes(ending) && !name.endsWith(".lock"))
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const { mtimeMs = 0, size = 0 } = (await stat(path).catch(() => undefined)) ?? {}
      return { path, size, mtimeMs }
    })
  )
  let total = files.reduce((sum, { size }) => sum + size, 0)
  for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= most) return
    if (path === kept) continue
    await rm(path, { force: true })
    total -= size
  }
}

const pollMillis = 50

/** Whether the process that a lock names may still be at work. Of another machine's process nothing is known. */
const isHeld = async (file: string): Promise<boolean> => {
  const [host, pid] = (await readFile(file, "utf8").catch(() => "")).split(" ")
  if (host !== hostname()) return false
  try {
    process.kill(Number(pid), 0)
    return Number(pid) !== process.pid
  } catch {
    return false
  }
}

/** Waits until no other living process of this machine computes the same. Where that cannot be told, both compute. */
const lock = async (file: string): Promise<() => Promise<void>> => {
  const lockFile = `${file}.lock`
  const release = () => rm(lockFile, { force: true }).catch(() => {})
  const unlocked = async () => {}
  try {
    await mkdir(dirname(file), { recursive: true })
  } catch {
    return unlocked
  }
  for (;;) {
    try {
      const handle = await open(lockFile, "wx")
      await handle.writeFile(`${hostname()} ${process.pid}`)
      await handle.close()
      return release
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return unlocked
      // Between making a lock and writing its owner into it lies a moment in which it names nobody.
      await setTimeout(pollMillis)
      if (!(await isHeld(lockFile))) await release()
    }
  }
}
