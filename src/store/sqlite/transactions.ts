/** Reads and writes as effects: all or nothing, tried again while another process is writing. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { StoreError } from "../../errors.ts"
import type { Database } from "./Database.ts"
import { explainSqlite, isBusy } from "./failures.ts"

/**
 * SQLite's own waiting blocks the event loop and is unfair, so that a connection waits 25 ms and the rest of the
 * patience is asynchronous, with jitter.
 */
const patience = Schedule.min([Schedule.exponential("4 millis"), Schedule.spaced("200 millis")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ duration: "30 seconds" })
)

/** Runs synchronous work on the store in `path`, again while it is busy. What is not SQLite's fault is a defect. */
export const patiently = <A>(path: string, work: (now: number) => A): Effect.Effect<A, StoreError> =>
  Clock.clockWith((clock) =>
    Effect.try({ try: () => work(clock.currentTimeMillisUnsafe()), catch: (cause) => ({ cause }) }).pipe(
      Effect.retry({ schedule: patience, while: ({ cause }) => isBusy(cause) }),
      Effect.catch(({ cause }) => {
        const failure = explainSqlite(path, cause)
        return failure === undefined ? Effect.die(cause) : Effect.fail(failure)
      })
    )
  )

/** How the parts of a store reach their database. `now` is the time in milliseconds since 1970. */
export interface Transactions {
  /** What `body` reads is of one moment. Never waits for a writer. */
  readonly read: <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>
  /** Survives the death of this process, and of the machine as soon as a later `writeThrough` succeeds. */
  readonly write: <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>
  /** Survives a power cut: costs one fsync, a few milliseconds. */
  readonly writeThrough: <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>
}

/** What a finished trial survives: the end of any process, or also a power cut. */
export type Durability = "power" | "process"

/** The transactions of a database. Where a process's end is all that is to be survived, `writeThrough` is `write`. */
export const transactionsOf = (database: Database, durability: Durability = "power"): Transactions => {
  let level = ""
  // SQLite ignores the pragma inside a transaction, hence before each one whose level is another.
  const setLevel = (wanted: "NORMAL" | "FULL") => {
    if (level !== wanted) database.execute(`PRAGMA synchronous = ${wanted}`)
    level = wanted
  }
  const writeAt =
    (wanted: "NORMAL" | "FULL") =>
    <A>(body: (now: number) => A) =>
      patiently(database.path, (now) => {
        setLevel(wanted)
        return database.transaction("immediate", () => body(now))
      })
  return {
    read: (body) => patiently(database.path, (now) => database.transaction("deferred", () => body(now))),
    write: writeAt("NORMAL"),
    writeThrough: writeAt(durability === "power" ? "FULL" : "NORMAL")
  }
}
