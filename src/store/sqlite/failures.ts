/** SQLite's errors, said as what happened to the store and what to do. */
import { StoreError } from "../../errors.ts"
import { UnreadableColumn } from "./readJson.ts"

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : ""

/** Whether the same may work in a moment: another process holds the writer's lock. */
export const isBusy = (cause: unknown): boolean => {
  const code = codeOf(cause)
  return code.startsWith("SQLITE_BUSY") || code === "SQLITE_PROTOCOL"
}

const elsewhere = "or name another file: --store <file>."

/** What an error of SQLite means for the store in `path`. Undefined where the fault is ours. */
export const explainSqlite = (path: string, cause: unknown): StoreError | undefined => {
  const code = codeOf(cause)
  const because = cause instanceof Error ? cause.message : String(cause)
  const failure = (message: string, hint: string) => new StoreError(message, hint, { cause })
  if (isBusy(cause))
    return failure(
      `${path} is busy: another process has held it for 30 seconds.`,
      `Which one: lsof ${path} (or fuser -v ${path}). Wait until it is done, or end it; nothing is lost by that.`
    )
  if (code === "SQLITE_NOTADB")
    return failure(`${path} is not a SQLite database.`, `It was left as it is. Name another file: --store <file>.`)
  if (code.startsWith("SQLITE_CORRUPT"))
    return failure(
      `${path} is damaged: ${because}.`,
      `Keep a copy of it (and of ${path}-wal). What can be read: sqlite3 ${path} .recover | sqlite3 recovered.db`
    )
  if (cause instanceof UnreadableColumn)
    return failure(
      `${path} was changed by another program: ${because} where Hypersweep had written some.`,
      `Undo that change, or bring back a copy of the file. It was left as it is.`
    )
  if (code === "SQLITE_READONLY_DBMOVED")
    return failure(`${path} was moved or deleted while it was in use.`, `Put it back and type the same command again.`)
  if (code.startsWith("SQLITE_READONLY"))
    return failure(
      `${path} cannot be written: it is read-only.`,
      `Mend the permissions of the file and of its folder, ${elsewhere}`
    )
  if (code.startsWith("SQLITE_CANTOPEN"))
    return failure(
      `${path} cannot be opened.`,
      `Its folder must exist and be writable, for SQLite keeps two more files beside it. Make it so, ${elsewhere}`
    )
  if (code === "SQLITE_FULL")
    return failure(
      `The disk that holds ${path} is full.`,
      `What was recorded before is safe. Make room, then type the same command again.`
    )
  if (code.startsWith("SQLITE_IOERR"))
    return failure(
      `${path} cannot be read or written: ${because} (${code}).`,
      `Is its disk full, gone, or on a network? What was recorded before is safe. Mend that, ${elsewhere}`
    )
  return undefined
}
