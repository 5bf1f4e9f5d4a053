/** Files of every format there ever was, as SQL text, are brought up to date with everything that is in them. */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { hostname } from "node:os"
import { assert, describe, it } from "@effect/vitest"
import BetterSqlite3 from "better-sqlite3"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { openReader, openSqlite } from "../../src/store/sqlite.ts"
import { latestVersion } from "../../src/store/sqlite/migrate.ts"
import type { SweepError } from "../../src/errors.ts"
import { startOf } from "../../src/store/processes.ts"
import { ada, claimNext, complete, leaseMillis, newStudy, openStudy } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

const goldenFiles = Array.from({ length: latestVersion - 1 }, (_, index) => index + 1)

/** When no lease of the files is in force any more, in milliseconds since 1970. */
const leasesEnded = Date.UTC(2100, 0)

const writeGolden = (path: string, version: number) => {
  const raw = new BetterSqlite3(path)
  raw.exec(readFileSync(new URL(`fixtures/version-${version}.sql`, import.meta.url), "utf8"))
  raw.close()
}

const schemaOf = (path: string) => {
  const raw = new BetterSqlite3(path, { readonly: true })
  const rows = raw
    .prepare(
      `SELECT m.type, m.name, c.name AS column, c.type AS columnType, c."notnull", c.pk
      FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ORDER BY m.name, c.name`
    )
    .all()
  assert.deepStrictEqual(raw.pragma("foreign_key_check"), [])
  raw.close()
  return rows
}

describe("a file of an older format", () => {
  it.effect.each(goldenFiles)("%i keeps its trials and goes on", (version) =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeGolden(path, version)
      const old = yield* Effect.flip(Effect.scoped(openReader(path)))
      assert.include(old.message, `its format is ${version}`)
      yield* TestClock.setTime(leasesEnded)
      const { reader, store } = yield* openSqlite(path)
      const { counts, incumbent, study } = yield* reader.summary("digits")
      assert.deepStrictEqual(counts, { complete: 1, pruned: 1, failed: 1, running: 1, waiting: 1 })
      assert.deepInclude(incumbent, { number: 0, value: 0.5, sawRevision: 0 })
      const first = yield* reader.trial(study.id, 0)
      assert.deepStrictEqual(first.reports[0]?.metrics, { accuracy: 0.25, loss: NaN })
      assert.strictEqual((yield* reader.trial(study.id, 2)).trial.failure?.message, "it's broken")
      assert.lengthOf((yield* reader.record(study.id)).decisions, 2)

      assert.strictEqual((yield* store.create(newStudy({ declaredTrials: 5 }))).id, study.id)
      assert.deepStrictEqual(yield* store.reap(study.id, ada.host, () => false), [3])
      const { lease } = yield* claimNext(store, study.id)
      assert.deepInclude(lease, { trial: 3, attempt: 2 })
      yield* store.saveCheckpoint(lease, { step: 2, place: "trial-3/attempt-2/step-2", bytes: 1, digest: "d" })
      yield* store.finish(lease, { _tag: "paused", step: 2, reason: "later" })
      const again = yield* store.resume(study.id, 3, ada, leaseMillis, {
        reason: "now",
        sawRevision: 0,
        couldStart: true
      })
      assert.lengthOf(again!.sources, 1)
      yield* store.finish(again!.lease, complete(0.75))
      assert.strictEqual((yield* reader.summary()).incumbent?.number, 3)
    })
  )

  it.effect.each(goldenFiles)(
    "%i is left as it is while a runner works on it, and brought up to date once that is dead",
    (version) =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        writeGolden(path, version)
        const raw = new BetterSqlite3(path)
        yield* Effect.addFinalizer(() => Effect.sync(() => raw.close()))
        const runner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
        const ended = new Promise((resolve) => runner.once("exit", resolve))
        yield* Effect.addFinalizer(() => Effect.sync(() => runner.kill("SIGKILL")))
        const held = [hostname(), runner.pid!, startOf(runner.pid!)!]
        raw.prepare("UPDATE attempts SET host = ?, pid = ?, process_start = ? WHERE trial = 3").run(...held)
        const refusal = yield* Effect.flip(Effect.scoped(openSqlite(path)))
        assert.include(refusal.message, `an older Hypersweep, in process ${runner.pid} on ${hostname()}`)
        assert.include(refusal.hint, "type the same command again")
        assert.strictEqual(raw.pragma("user_version", { simple: true }), version)
        runner.kill("SIGKILL")
        yield* Effect.promise(() => ended)
        yield* Effect.scoped(openSqlite(path))
        assert.strictEqual(raw.pragma("user_version", { simple: true }), latestVersion)
      })
  )

  it.effect("that a runner elsewhere works on is left as it is until its lease has ended", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeGolden(path, 1)
      assert.include((yield* Effect.flip(Effect.scoped(openSqlite(path)))).message, `on ${ada.host}`)
      yield* TestClock.setTime(leasesEnded)
      yield* Effect.scoped(openSqlite(path))
    })
  )

  it.effect("ends a runner at its next word where a newer version has brought the file up to date under it", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { reader, store } = yield* openSqlite(path)
      const study = yield* openStudy(store)
      const { lease } = yield* claimNext(store, study)
      const newer = new BetterSqlite3(path)
      yield* Effect.addFinalizer(() => Effect.sync(() => newer.close()))
      newer.exec(`ALTER TABLE reports RENAME COLUMN metrics TO measured; PRAGMA user_version = ${latestVersion + 1}`)
      const report = store.decide(lease, { step: 1, metrics: { accuracy: 0.5 } }, 0, () => ({ _tag: "Continue" }))
      const words: ReadonlyArray<Effect.Effect<unknown, SweepError>> = [
        report,
        store.beat([lease], leaseMillis),
        store.finish(lease, complete(0.5)),
        reader.news(study, 0)
      ]
      for (const word of words) {
        const failure = yield* Effect.flip(word)
        assert.strictEqual(failure._tag, "StoreError")
        assert.include(failure.message, `its format is ${latestVersion + 1} now, and this one knows ${latestVersion}`)
        assert.include(failure.hint, "Nothing that is on record is lost")
      }
      const state = newer.prepare("SELECT state FROM trials WHERE number = ?").pluck().get(lease.trial)
      assert.strictEqual(state, "running")
    })
  )

  it.effect.each(goldenFiles)("%i gets the tables of a new file", (version) =>
    Effect.gen(function* () {
      const [path, fresh] = [yield* temporaryPath, yield* temporaryPath]
      writeGolden(path, version)
      yield* TestClock.setTime(leasesEnded)
      yield* Effect.scoped(openSqlite(path))
      yield* Effect.scoped(openSqlite(fresh))
      assert.deepStrictEqual(schemaOf(path), schemaOf(fresh))
    })
  )
})
