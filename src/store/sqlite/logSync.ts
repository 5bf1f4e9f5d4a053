/** What was committed is made safe from a power cut, beside the event loop: one fsync for all who wait for it. */
import { close, fdatasync, fsync, openSync } from "node:fs"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import { StoreError } from "../../errors.ts"

type Done = (error: Error | null) => void

/** The log of one open database. */
export interface LogSync {
  /** Succeeds when everything that was committed before survives a power cut. */
  readonly sync: Effect.Effect<void, StoreError>
  readonly close: () => void
}

const failure = (path: string, cause: Error): StoreError =>
  new StoreError(
    `The disk that holds ${path} did not keep what was written: ${cause.message}.`,
    "Is it full, failing, or gone? What was recorded before is safe. Mend that, then type the same command again.",
    { cause }
  )

/** A file in a folder is safe when the folder is: asked for once, and where the system has no such thing it needs none. */
const syncFolder = (folder: string, done: () => void): void => {
  let handle: number
  try {
    handle = openSync(folder, "r")
  } catch {
    return done()
  }
  fsync(handle, () => close(handle, done))
}

/**
 * Follows the write-ahead log of the database in `path`. SQLite at `synchronous=NORMAL` writes a commit into the log and
 * leaves the rest to the system; this is the sync that `FULL` would add to each commit, under the writer's lock and in the
 * event loop's way. Copying the log into the file syncs both in any case, so that a log that begins anew has lost
 * nothing. SQLite holds no lock on the log, so that a second handle of it is harmless.
 */
export const followLog = (path: string): LogSync => {
  let file: number | undefined
  let waiting: Array<Done> = []
  let isSyncing = false
  let isClosed = false
  // A system reports a failed sync once, and calls the next one good: what failed stays failed.
  let broken: Error | undefined

  const end = (): void => {
    if (file !== undefined) close(file)
    file = undefined
  }

  const serve = (): void => {
    if (isSyncing || waiting.length === 0) return
    isSyncing = true
    const served = waiting
    waiting = []
    const done: Done = (error) => {
      isSyncing = false
      broken ??= error ?? undefined
      for (const tell of served) tell(broken ?? null)
      if (isClosed) end()
      else serve()
    }
    if (broken !== undefined) return done(broken)
    if (file !== undefined) return fdatasync(file, done)
    try {
      const opened = (file = openSync(`${path}-wal`, "r+"))
      fdatasync(opened, (error) => syncFolder(dirname(path), () => done(error)))
    } catch (error) {
      done(error as Error)
    }
  }

  return {
    sync: Effect.callback((resume) => {
      waiting.push((error) => resume(error === null ? Effect.void : Effect.fail(failure(path, error))))
      serve()
    }),
    close: () => {
      isClosed = true
      if (!isSyncing) end()
    }
  }
}
