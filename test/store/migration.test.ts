/** Files of every format there ever was, as SQL text, are brought up to date with everything that is in them. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import BetterSqlite3 from "better-sqlite3"
import * as Effect from "effect/Effect"
import { openReader, openSqlite } from "../../src/store/sqlite.ts"
import { latestVersion } from "../../src/store/sqlite/migrate.ts"
import { ada, claimNext, complete, leaseMillis, newStudy } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

const goldenFiles = Array.from({ length: latestVersion - 1 }, (_, index) => index + 1)

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

  it.effect.each(goldenFiles)("%i gets the tables of a new file", (version) =>
    Effect.gen(function* () {
      const [path, fresh] = [yield* temporaryPath, yield* temporaryPath]
      writeGolden(path, version)
      yield* Effect.scoped(openSqlite(path))
      yield* Effect.scoped(openSqlite(fresh))
      assert.deepStrictEqual(schemaOf(path), schemaOf(fresh))
    })
  )
})
