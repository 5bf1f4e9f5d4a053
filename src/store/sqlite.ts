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
import type { NotFound, UsageError } from "../errors.ts"
import { failPoint } from "./failPoint.ts"
import { noStore, nothingYet } from "./missing.ts"
import type { Database } from "./sqlite/Database.ts"
import type { OpenStore } from "./sqlite/both.ts"
import { importing, refusalOf } from "./sqlite/importing.ts"
import { latestVersion, migrate, versionOf } from "./sqlite/migrate.ts"
import { reading } from "./sqlite/reading.ts"
import { placeFailure } from "./sqlite/place.ts"
import { type Durability, patiently, readsOf } from "./sqlite/transactions.ts"
import { StudyReader, type StudyReaderService } from "./StudyReader.ts"
import type { StudyRecord } from "./StudyRecord.ts"
import { TrialStore } from "./TrialStore.ts"

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
      patiently(path, (now) => prepare(database, now)),
      Effect.fromResult
    )
    // A runner writes a few pages at a time, mostly the latest ones: a fourth of the usual 16 MB holds them.
    database.execute("PRAGMA cache_size = -4000")
    // Those who only look are answered sooner where they load nothing that writes.
    const { openBoth } = yield* Effect.promise(() => import("./sqlite/both.ts"))
    return yield* openBoth(database, durability)
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

/**
 * Puts exported studies on record in the store in the file `path`, which is made where there is none: all of them, or none.
 * `UsageError` where a name is taken, or where records point to what is not among them.
 */
export const importInto = (
  path: string,
  records: ReadonlyArray<StudyRecord>
): Effect.Effect<void, StoreError | UsageError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const misplaced = placeFailure(path)
      if (misplaced !== undefined) return yield* Effect.fail(misplaced)
      const database = yield* connect(path, {})
      yield* Effect.flatMap(
        patiently(path, (now) => prepare(database, now)),
        Effect.fromResult
      )
      const refused = yield* patiently(path, () =>
        refusalOf(() => database.transaction("immediate", () => records.forEach(importing(database))))
      )
      if (refused !== undefined) return yield* Effect.fail(refused)
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

const prepare = (database: Database, now: number): Result.Result<void, StoreError> =>
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
          : database.transaction("immediate", () => migrate(database, now))
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
