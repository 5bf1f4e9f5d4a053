import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import BetterSqlite3 from "better-sqlite3"
import * as Effect from "effect/Effect"
import { explainSqlite } from "../../src/store/sqlite/failures.ts"
import { openReader, openSqlite } from "../../src/store/sqlite.ts"
import { newStudy, openStudy } from "./laws/fixtures.ts"
import { temporaryFolder, temporaryPath } from "./temporary.ts"

/** Both ways to open must refuse the file with these words, and leave it and its folder as they are. */
const isRefused = Effect.fnUntraced(function* (path: string, ...words: ReadonlyArray<string>) {
  const [bytes, files] = [readFileSync(path), readdirSync(dirname(path))]
  for (const open of [Effect.asVoid(openSqlite(path)), Effect.asVoid(openReader(path))]) {
    const refused = yield* Effect.flip(Effect.scoped(open))
    assert.strictEqual(refused._tag, "StoreError")
    assert.strictEqual(refused.exitStatus, 4)
    for (const word of [path, ...words]) assert.include(refused.message, word)
    assert.isNotEmpty(refused.hint)
  }
  assert.isTrue(readFileSync(path).equals(bytes), "the file is as it was")
  // Reading a file in WAL mode makes these two, and leaves them to the next writer.
  const others = readdirSync(dirname(path)).filter((file) => !/-(wal|shm)$/.test(file))
  assert.deepEqual(others, files, "nothing else lies beside it")
})

const writeDatabase = (path: string, sql: string) => {
  const database = new BetterSqlite3(path)
  database.exec(sql)
  database.close()
}

/** Does something with the rights of nobody: root may write everywhere. */
const asNobody = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  process.geteuid?.() === 0
    ? Effect.acquireUseRelease(
        Effect.sync(() => process.seteuid!(65_534)),
        () => effect,
        () => Effect.sync(() => process.seteuid!(0))
      )
    : effect

describe("a store refuses", () => {
  it.effect("a file that is no database", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(path, "epoch,accuracy\n".repeat(100))
      yield* isRefused(path, "is not a SQLite database")
    })
  )

  it.effect("the database of another program, and names it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const marked = join(folder, "map.db")
      writeDatabase(marked, `PRAGMA application_id = ${0x4d504258}; CREATE TABLE tiles (x)`)
      yield* isRefused(marked, "another program", '"MPBX"', "tiles")
      const unmarked = join(folder, "browser.db")
      writeDatabase(unmarked, "CREATE TABLE places (x); CREATE TABLE visits (x)")
      yield* isRefused(unmarked, "another program", "tables places, visits")
    })
  )

  it.effect("a file of a newer version", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(openSqlite(path))
      writeDatabase(path, "PRAGMA user_version = 99")
      yield* isRefused(path, "newer Hypersweep", "99")
    })
  )

  it.effect("a folder, and a file in a folder that is not there", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const refused = yield* Effect.flip(Effect.scoped(openSqlite(folder)))
      assert.strictEqual(refused._tag, "StoreError")
      assert.include(refused.message, "cannot be opened")
      const lost = join(folder, "none", "sweep.db")
      const missing = yield* Effect.flip(Effect.scoped(openSqlite(lost)))
      assert.include(missing.message, join(folder, "none"))
      assert.include(missing.hint, "mkdir")
      assert.isFalse(existsSync(dirname(lost)))
    })
  )

  it.effect("to write a read-only file, and says so", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(openSqlite(path))
      chmodSync(dirname(path), 0o777)
      chmodSync(path, 0o444)
      const write = Effect.flatMap(openSqlite(path), ({ store }) => store.create(newStudy()))
      const refused = yield* Effect.flip(asNobody(Effect.scoped(write)))
      assert.strictEqual(refused._tag, "StoreError")
      assert.include(refused.message, "read-only")
      assert.include(refused.hint, "permissions")
    })
  )

  it.effect("to make a file where it may not", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      chmodSync(folder, 0o755)
      const closed = join(folder, "closed")
      mkdirSync(closed, { mode: 0o555 })
      const refused = yield* Effect.flip(asNobody(Effect.scoped(openSqlite(join(closed, "sweep.db")))))
      assert.strictEqual(refused._tag, "StoreError")
      assert.include(refused.message, "cannot be opened")
    })
  )

  it.effect("to read a damaged file", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(Effect.flatMap(openSqlite(path), ({ store }) => openStudy(store)))
      const file = openSync(path, "r+")
      for (let page = 1; page < 40; page++) writeSync(file, "no page at all ", page * 4096)
      const look = Effect.flatMap(openReader(path), (reader) => reader.summary())
      const refused = yield* Effect.flip(Effect.scoped(look))
      assert.strictEqual(refused._tag, "StoreError")
      assert.include(refused.message, "damaged")
      assert.include(refused.hint, "recover")
    })
  )

  it.effect("to believe a row that somebody else has written into", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(Effect.flatMap(openSqlite(path), ({ store }) => openStudy(store)))
      for (const spoilt of ["{half", "7"]) {
        writeDatabase(path, `UPDATE trials SET params = '${spoilt}' WHERE number = 1`)
        const look = Effect.flatMap(openReader(path), (reader) => reader.leaderboard(1))
        const refused = yield* Effect.flip(Effect.scoped(look))
        assert.strictEqual(refused._tag, "StoreError")
        assert.include(refused.message, "changed by another program")
        assert.include(refused.message, spoilt)
      }
    })
  )

  it("to go on where the disk is full", () => {
    const database = new BetterSqlite3(":memory:")
    database.exec("PRAGMA max_page_count = 4; CREATE TABLE filler (bytes)")
    const fill = () => database.exec("INSERT INTO filler VALUES (zeroblob(100000))")
    let cause: unknown
    try {
      fill()
    } catch (error) {
      cause = error
    }
    const failure = explainSqlite("sweep.db", cause)
    assert.include(failure?.message, "full")
    assert.include(failure?.hint, "Make room")
  })

  it.effect("to show studies where there is no store, and makes none", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const missing = yield* Effect.flip(Effect.scoped(openReader(path)))
      assert.strictEqual(missing._tag, "NotFound")
      assert.include(missing.message, path)
      assert.include(missing.hint, "sweep run study.ts")
      assert.include(missing.hint, "--store")
      assert.isFalse(existsSync(path))
      writeFileSync(path, "")
      assert.strictEqual((yield* Effect.flip(Effect.scoped(openReader(path))))._tag, "NotFound")
      assert.isEmpty(readFileSync(path))
    })
  )
})
