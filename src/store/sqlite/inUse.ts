/** Between two versions of this program: an older one that works on a file, and a newer one that would change its tables. */
import { hostname } from "node:os"
import { StoreError } from "../../errors.ts"
import { isAlive } from "../processes.ts"
import type { Database } from "./Database.ts"

interface HeldBy {
  readonly host: string
  readonly pid: number
  readonly processStart: string
  readonly until: number
}

/**
 * The failure of bringing a file up to date while a runner works on it: it has a trial whose lease is in force, and is not
 * known to be dead. Undefined where there is none. For files of every format from 1 on; to be run inside a transaction.
 */
export const inUse = (database: Database, version: number, now: number): StoreError | undefined => {
  const holders = database
    .prepare<HeldBy>(
      `SELECT a.host, a.pid, a.process_start AS processStart, t.lease_until AS until
      FROM trials t JOIN attempts a ON a.study = t.study AND a.trial = t.number AND a.attempt = t.attempt
      WHERE t.state = 'running' ORDER BY t.study, t.number`
    )
    .all()
  const here = hostname()
  const holder = holders.find((held) => held.until > now && (held.host !== here || isAlive(held)))
  return (
    holder &&
    new StoreError(
      `${database.path} is in use by an older Hypersweep, in process ${holder.pid} on ${holder.host}: its format is ${version}.`,
      "It was left as it is, for that process could not go on with it. Let it finish, or end it (Ctrl-C: its trials wait for the next run), then type the same command again."
    )
  )
}

/**
 * Transactions of a file of the expected format. They fail where a newer version has brought it up to date since it was
 * opened: what is written here would not fit it.
 */
export const guarded = (database: Database, expected: number): Database["transaction"] => {
  const version = database.prepare<{ user_version: number }>("PRAGMA user_version")
  const check = (): void => {
    const found = version.first()!.user_version
    if (found === expected) return
    throw new StoreError(
      `${database.path} was brought up to date by a newer Hypersweep while this one was working on it: its format is ${found} now, and this one knows ${expected}.`,
      "Type the same command again with the newer one. Nothing that is on record is lost, and trials that were running are run again."
    )
  }
  return (kind, body) =>
    database.transaction(kind, () => {
      check()
      return body()
    })
}
