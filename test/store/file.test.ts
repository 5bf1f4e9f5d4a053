import { assert, describe, it } from "@effect/vitest"
import BetterSqlite3 from "better-sqlite3"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import type { Runner } from "../../src/store/records.ts"
import { openReader, openSqlite } from "../../src/store/sqlite.ts"
import { ada, bob, claimNext, complete, newStudy, openStudy } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

/** The file as any other program sees it. */
const openRaw = (path: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new BetterSqlite3(path, { timeout: 0 })),
    (database) => Effect.sync(() => database.close())
  )

describe("a store's file", () => {
  it.effect("keeps everything when it is closed", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const written = yield* Effect.scoped(
        Effect.gen(function* () {
          const { store } = yield* openSqlite(path)
          const id = yield* openStudy(store)
          yield* store.finish((yield* claimNext(store, id)).lease, complete(0.5))
          return { id, changes: yield* store.changes(id, 0) }
        })
      )
      const { store } = yield* openSqlite(path)
      assert.deepEqual(yield* store.changes(written.id, 0), written.changes)
    })
  )

  it.effect("has another version for its readers after each write of others, and the same while nobody writes", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const id = yield* openStudy(store)
      const reader = yield* openReader(path)
      const first = yield* reader.version
      assert.strictEqual(yield* reader.version, first)
      yield* claimNext(store, id)
      const second = yield* reader.version
      assert.notStrictEqual(second, first)
      yield* reader.news(id, 0)
      assert.strictEqual(yield* reader.version, second)
      yield* store.ask(id, { _tag: "stopStudy" })
      assert.notStrictEqual(yield* reader.version, second)
    })
  )

  it.effect("reads well from the shell", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const id = yield* openStudy(store)
      yield* store.finish((yield* claimNext(store, id)).lease, { _tag: "pruned", reason: "below the median" })
      for (const accuracy of [0.5, 0.75]) {
        const { lease } = yield* claimNext(store, id)
        yield* TestClock.adjust(1_500)
        yield* store.finish(lease, complete(accuracy))
      }
      const raw = yield* openRaw(path)
      const rows = raw.prepare("SELECT * FROM leaderboard").all()
      const objective = "maximize accuracy"
      const common = { study: "digits", objective }
      const params = (rate: number) => `{"rate":${rate},"optimizer":{"type":"sgd","momentum":0.5}}`
      assert.deepEqual(rows, [
        {
          ...common,
          rank: 1,
          trial: 2,
          state: "complete",
          value: 0.75,
          params: params(0.03),
          reason: null,
          seconds: 1.5
        },
        {
          ...common,
          rank: 2,
          trial: 1,
          state: "complete",
          value: 0.5,
          params: params(0.02),
          reason: null,
          seconds: 1.5
        },
        {
          ...common,
          rank: null,
          trial: 0,
          state: "pruned",
          value: null,
          params: params(0.01),
          reason: "below the median",
          seconds: 0
        },
        {
          ...common,
          rank: null,
          trial: 3,
          state: "waiting",
          value: null,
          params: params(0.04),
          reason: null,
          seconds: null
        }
      ])
    })
  )

  it.effect("lets nobody change or delete a finished trial", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const id = yield* openStudy(store)
      yield* store.finish((yield* claimNext(store, id)).lease, complete(0.5))
      const raw = yield* openRaw(path)
      assert.throws(() => raw.exec("UPDATE trials SET value = 1 WHERE number = 0"), /never changes/)
      assert.throws(() => raw.exec("DELETE FROM trials WHERE number = 0"), /never deleted/)
    })
  )

  it.effect("is written while somebody reads for long, who sees one moment", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const id = yield* openStudy(store)
      const raw = yield* openRaw(path)
      const count = () => raw.prepare("SELECT count(*) FROM trials WHERE state = 'waiting'").pluck().get()
      raw.exec("BEGIN")
      assert.strictEqual(count(), 4)
      yield* store.finish((yield* claimNext(store, id)).lease, complete(0.5))
      assert.strictEqual(count(), 4)
      raw.exec("COMMIT")
      assert.strictEqual(count(), 3)
    })
  )

  it.effect("is read while somebody writes for long", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(Effect.flatMap(openSqlite(path), ({ store }) => openStudy(store)))
      const raw = yield* openRaw(path)
      raw.exec("BEGIN IMMEDIATE; UPDATE studies SET name = 'unseen'")
      const reader = yield* openReader(path)
      assert.strictEqual((yield* reader.summary()).study.name, "digits")
      raw.exec("ROLLBACK")
    })
  )

  it.effect("takes no trial back that another process took back and gave away in the meantime", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { reader, store } = yield* openSqlite(path)
      // In the middle of a question there is no waiting for the disk.
      const { store: other } = yield* openSqlite(path, "process")
      const id = yield* openStudy(store)
      yield* claimNext(store, id, ada)
      const meanwhile = Effect.andThen(
        other.reap(id, ada.host, () => false),
        claimNext(other, id, bob)
      )
      const isAlive = ({ id: asked }: Runner) => asked !== ada.id || Effect.runSync(meanwhile).lease.trial !== 0
      assert.deepEqual(yield* store.reap(id, ada.host, isAlive), [])
      assert.deepInclude((yield* reader.trial(id, 0)).trial, { state: "running", attempt: 2 })
    })
  )

  it.live("waits for another writer", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const raw = yield* openRaw(path)
      raw.exec("BEGIN IMMEDIATE")
      const fiber = yield* Effect.forkChild(store.create(newStudy()))
      yield* Effect.sleep("300 millis")
      raw.exec("ROLLBACK")
      assert.strictEqual((yield* Fiber.join(fiber)).name, "digits")
    })
  )

  it.effect("is given up as busy after half a minute, and says how to find who holds it", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const raw = yield* openRaw(path)
      raw.exec("BEGIN IMMEDIATE")
      const fiber = yield* Effect.forkChild(Effect.flip(store.create(newStudy())))
      for (let second = 0; second < 31; second++) yield* TestClock.adjust(1_000)
      const busy = yield* Fiber.join(fiber)
      assert.strictEqual(busy._tag, "StoreError")
      assert.include(busy.message, "busy")
      assert.include(busy.hint, `lsof ${path}`)
      raw.exec("ROLLBACK")
      assert.strictEqual((yield* store.create(newStudy())).name, "digits")
    })
  )

  it.live("finds the best of 10,000 trials without reading them", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      const { id } = yield* store.create(newStudy({ declaredTrials: 10_000 }))
      const raw = yield* openRaw(path)
      raw.exec(`
        INSERT INTO trials (study, number, state, params, seed, attempt, value, metrics, created_at, saw_revision, created_revision, revision)
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
        SELECT ${id}, i, 'complete', '{"rate":0.01,"units":64}', i, 1, (i * 7919) % 10007, '{"accuracy":1}', 0, 0, 1, 1 FROM n`)
      const began = process.cpuUsage()
      const reader = yield* openReader(path)
      const { counts, incumbent } = yield* reader.summary()
      const top = yield* reader.leaderboard(id, 20)
      const { system, user } = process.cpuUsage(began)
      process.stdout.write(`best and top 20 of 10,000 trials: ${((system + user) / 1000).toFixed(1)} ms of CPU\n`)
      assert.deepEqual(counts, { complete: 10_000 })
      assert.deepEqual(top[0], incumbent)
      assert.lengthOf(top, 20)
      const plan = raw
        .prepare(
          "EXPLAIN QUERY PLAN SELECT params FROM trials WHERE study = ? AND value IS NOT NULL ORDER BY value DESC, number LIMIT 1"
        )
        .all(id)
      assert.include(JSON.stringify(plan), "trials_by_value")
    })
  )
})
