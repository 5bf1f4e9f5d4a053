/** The store in one SQLite file. The only module that knows better-sqlite3. */
import { existsSync } from "node:fs"
import BetterSqlite3 from "better-sqlite3"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { Scope } from "effect/Scope"
import { StoreError } from "../errors.ts"
import type { NotFound } from "../errors.ts"
import { failPoint } from "./failPoint.ts"
import { noStore, nothingYet } from "./missing.ts"
import { checkpointing } from "./sqlite/checkpointing.ts"
import { changing } from "./sqlite/changing.ts"
import type { Database } from "./sqlite/Database.ts"
import { ending } from "./sqlite/ending.ts"
import { leases, reaping } from "./sqlite/leases.ts"
import { followLog } from "./sqlite/logSync.ts"
import { latestVersion, migrate, versionOf } from "./sqlite/migrate.ts"
import { enrolling } from "./sqlite/enrolling.ts"
import { pausing } from "./sqlite/pausing.ts"
import { reading } from "./sqlite/reading.ts"
import { rememberRecent } from "./sqlite/recent.ts"
import { requesting } from "./sqlite/requesting.ts"
import { stopping } from "./sqlite/stopping.ts"
import { studies } from "./sqlite/studies.ts"
import { placeFailure } from "./sqlite/place.ts"
import { type Durability, patiently, readsOf, transactionsOf } from "./sqlite/transactions.ts"
import { turns } from "./sqlite/turns.ts"
import { unsealing } from "./sqlite/unsealing.ts"
import { prepareWrites } from "./sqlite/writes.ts"
import { StudyReader, type StudyReaderService } from "./StudyReader.ts"
import { TrialStore, type TrialStoreService } from "./TrialStore.ts"

/** Both sides of one store. */
export interface OpenStore {
  readonly store: TrialStoreService
  readonly reader: StudyReaderService
}

/**
 * Opens the store in the file `path` for runners, and makes it where there is none. A file of another program, of a
 * newer version, or that is no database at all is refused and left as it is. It is closed with the scope. `durability`
 * says what creating a study and finishing a trial survive. `between` stands between the store and its database: tests make
 * runners die there.
 */
export const openSqlite = (
  path: string,
  durability: Durability = "power",
  between: (database: Database) => Database = identity
): Effect.Effect<OpenStore, StoreError, Scope> =>
  Effect.gen(function* () {
    const misplaced = placeFailure(path)
    if (misplaced !== undefined) return yield* Effect.fail(misplaced)
    const database = between(yield* connect(path, {}))
    yield* Effect.flatMap(
      patiently(path, () => prepare(database)),
      Effect.fromResult
    )
    const recent = rememberRecent()
    const safe = durability === "power" ? yield* syncing(path) : Effect.void
    const transactions = transactionsOf(database, safe, recent)
    const writes = prepareWrites(database, recent)
    return {
      store: {
        ...studies(database, transactions),
        ...enrolling(database, transactions),
        ...turns(database, transactions, writes, recent),
        ...leases(database, transactions, writes),
        ...reaping(database, transactions, writes),
        ...ending(database, transactions, writes, recent),
        ...pausing(database, transactions, writes),
        ...checkpointing(database, transactions, writes),
        ...changing(database, transactions, writes, recent),
        ...unsealing(database, transactions),
        ...stopping(database, transactions),
        ...requesting(database, transactions),
        safe: transactions.safe
      },
      reader: reading(database, transactions)
    }
  })

/** Opens the store in the file `path` for those who only look: it writes nothing, and makes no file. */
export const openReader = (path: string): Effect.Effect<StudyReaderService, NotFound | StoreError, Scope> =>
  Effect.gen(function* () {
    if (!existsSync(path)) return yield* Effect.fail(noStore(path))
    const database = yield* connect(path, { readonly: true, fileMustExist: true })
    const version = yield* Effect.flatMap(
      patiently(path, () => database.transaction("deferred", () => versionOf(database))),
      Effect.fromResult
    )
    if (version === 0) return yield* Effect.fail(nothingYet(path))
    if (version < latestVersion)
      return yield* Effect.fail(
        new StoreError(
          `${path} was written by an older Hypersweep: its format is ${version}, and this one reads ${latestVersion}.`,
          "Any sweep run on it brings it up to date, and keeps what is in it."
        )
      )
    return reading(database, readsOf(database))
  })

/**
 * Copies the store in the file `path` into a file that is not there yet, as it is at one moment: whoever writes meanwhile goes
 * on. The copy is whole, without a log beside it.
 */
export const copyStore = (path: string, copy: string): Effect.Effect<void, NotFound | StoreError> =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* openReader(path)
      const database = yield* connect(path, { readonly: true, fileMustExist: true })
      yield* patiently(copy, () => database.prepare("VACUUM INTO ?").run(copy))
    })
  )

/** A store for runners in the file `path`. */
export const layer = (path: string, durability?: Durability): Layer.Layer<TrialStore | StudyReader, StoreError> =>
  Layer.effectContext(
    Effect.map(openSqlite(path, durability), ({ reader, store }) =>
      Context.make(TrialStore, store).pipe(Context.add(StudyReader, reader))
    )
  )

/** A store for those who only look, in the file `path`. `NotFound` where there is no such file. */
export const readerLayer = (path: string): Layer.Layer<StudyReader, NotFound | StoreError> =>
  Layer.effect(StudyReader, openReader(path))

/** What makes commits to an open database survive a power cut. Released before the database is closed. */
const syncing = (path: string): Effect.Effect<Effect.Effect<void, StoreError>, never, Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => followLog(path)),
      ({ close }) => Effect.sync(close)
    ),
    ({ sync }) => sync
  )

const connect = (path: string, options: BetterSqlite3.Options): Effect.Effect<Database, StoreError, Scope> =>
  Effect.acquireRelease(
    patiently(path, () => adapt(path, new BetterSqlite3(path, { timeout: 0, ...options }))),
    (database) => Effect.sync(database.close)
  )

const adapt = (path: string, raw: BetterSqlite3.Database): Database => {
  const inTransaction = raw.transaction((body: () => unknown) => body())
  return {
    path,
    prepare: <Row>(sql: string) => {
      const statement = raw.prepare<Array<unknown>, Row>(sql)
      return {
        run: (...bound) => statement.run(...bound).changes,
        first: (...bound) => statement.get(...bound),
        all: (...bound) => statement.all(...bound)
      }
    },
    execute: (sql) => {
      raw.exec(sql)
    },
    transaction: <A>(kind: "deferred" | "immediate", body: () => A) => {
      if (kind === "deferred") return inTransaction.deferred(body) as A
      const answer = inTransaction.immediate(() => {
        const written = body()
        failPoint("commit:before")
        return written
      }) as A
      failPoint("commit:after")
      return answer
    },
    close: () => {
      raw.close()
    }
  }
}

const prepare = (database: Database): Result.Result<void, StoreError> =>
  // Looked at before anything is written: a file that is not ours stays as it is.
  Result.flatMap(
    database.transaction("deferred", () => versionOf(database)),
    (version) => {
      // A longer log is copied into the file less often, each time with two fsyncs: 8,000 pages are 32 MiB.
      // A migration may make a table anew that others refer to.
      database.execute("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 8000")
      const migrated =
        version === latestVersion
          ? Result.succeed(undefined)
          : database.transaction("immediate", () => migrate(database))
      database.execute("PRAGMA foreign_keys = ON")
      return migrated
    }
  )

/** The version of the SQLite library that stores are written with. Throws where the native module cannot be loaded. */
export const sqliteVersion = (): string => {
  const database = new BetterSqlite3(":memory:")
  try {
    return String(database.prepare("SELECT sqlite_version()").pluck().get())
  } finally {
    database.close()
  }
}
