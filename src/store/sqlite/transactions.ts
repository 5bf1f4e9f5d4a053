/** Reads and writes as effects: all or nothing, tried again while another process is writing. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import { StoreError } from "../../errors.ts"
import { Courtesy } from "./Courtesy.ts"
import type { Database } from "./Database.ts"
import { explainSqlite, isBusy } from "./failures.ts"
import { guarded } from "./inUse.ts"
import { latestVersion } from "./migrate.ts"
import type { Recent } from "./recent.ts"

/** For how long a store may be busy, in milliseconds. */
const patienceMillis = 30_000

/**
 * How long to wait before the next try, in milliseconds. SQLite's own waiting blocks the event loop and is unfair, for it
 * looks ever more seldom: here whoever has waited longer looks more often, and chance keeps those who wait apart.
 */
const pauseMillis = (waited: number, chance: number): number => (waited < 15 ? 2 + 6 * chance : 1 + 2 * chance)

const failureOf = (path: string, cause: unknown): Effect.Effect<never, StoreError> => {
  const failure = cause instanceof StoreError ? cause : explainSqlite(path, cause)
  return failure === undefined ? Effect.die(cause) : Effect.fail(failure)
}

/**
 * Runs synchronous work on the store in `path`, again while it is busy. What is not SQLite's fault is a defect. A write keeps
 * to its process's `courtesy`.
 */
export const patiently = <A>(
  path: string,
  work: (now: number) => A,
  courtesy?: Courtesy
): Effect.Effect<A, StoreError> =>
  Clock.clockWith((clock) => {
    const attempt = (isFirst: boolean) =>
      Result.try(() => {
        const answer = work(clock.currentTimeMillisUnsafe())
        courtesy?.wrote(clock.currentTimeMillisUnsafe(), !isFirst)
        return answer
      })
    const again = Effect.fnUntraced(function* () {
      for (let waited = 0; ;) {
        const pause = pauseMillis(waited, yield* Random.next)
        yield* Effect.sleep(pause)
        waited += pause
        const result = attempt(false)
        if (Result.isSuccess(result)) return result.success
        if (!isBusy(result.failure) || waited >= patienceMillis) return yield* failureOf(path, result.failure)
      }
    })
    const start = Effect.suspend(() => {
      const first = attempt(true)
      if (Result.isSuccess(first)) return Effect.succeed(first.success)
      return isBusy(first.failure) ? again() : failureOf(path, first.failure)
    })
    return Effect.suspend(() => {
      const due = courtesy?.due(clock.currentTimeMillisUnsafe()) ?? 0
      return due > 0 ? Effect.andThen(Effect.sleep(due), start) : start
    })
  })

/** How the parts of a store reach their database. `now` is the time in milliseconds since 1970. */
export interface Transactions {
  /** What `body` reads is of one moment. Never waits for a writer. */
  readonly read: <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>
  /** The same for a single statement, which is of one moment by itself. */
  readonly look: <A>(statement: () => A) => Effect.Effect<A, StoreError>
  /** Survives the death of this process, and of the machine as soon as a later `safe` succeeds. */
  readonly write: <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>
  /** Succeeds when everything written before survives what the store promises. */
  readonly safe: Effect.Effect<void, StoreError>
  /** A write that is safe when its effect succeeds. */
  readonly writeThrough: <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>
}

/** What a finished trial survives: the end of any process, or also a power cut. */
export type Durability = "power" | "process"

/** The transactions of a database that is only read. */
export const readsOf = (database: Database): Pick<Transactions, "read" | "look"> => {
  const transaction = guarded(database, latestVersion)
  return {
    read: (body) => patiently(database.path, (now) => transaction("deferred", () => body(now))),
    look: (statement) => patiently(database.path, statement)
  }
}

/** The transactions of a database; `safe` makes what is committed survive a power cut. */
export const transactionsOf = (
  database: Database,
  safe: Effect.Effect<void, StoreError>,
  recent: Recent
): Transactions => {
  const courtesy = new Courtesy()
  const transaction = guarded(database, latestVersion)
  const write: Transactions["write"] = (body) =>
    patiently(
      database.path,
      (now) => {
        recent.begin()
        const answer = transaction("immediate", () => body(now))
        recent.commit()
        return answer
      },
      courtesy
    )
  return {
    ...readsOf(database),
    write,
    safe,
    writeThrough: (body) => Effect.tap(write(body), () => safe)
  }
}
