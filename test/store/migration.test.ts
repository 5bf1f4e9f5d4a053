/** Files of every format there ever was, as SQL text, are brought up to date with everything that is in them. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import BetterSqlite3 from "better-sqlite3"
import * as Effect from "effect/Effect"
import { openReader, openSqlite } from "../../src/store/sqlite.ts"
import { latestVersion } from "../../src/store/sqlite/migrate.ts"
import { ada, claimNext, complete, newStudy } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

const goldenFiles = Array.from({ length: latestVersion - 1 }, (_, index) => index + 1)

const writeGolden = (path: string, version: number) => {
  const raw = new BetterSqlite3(path)
  raw.exec(readFileSync(new URL(`fixtures/version-${version}.sql`, import.meta.url), "utf8"))
  raw.close()
}

const schemaOf = (path: string) => {
  const raw = new BetterSqlite3(path, { readonly: true })
  const rows = raw.prepare("SELECT type, name FROM sqlite_master ORDER BY name").all()
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
      yield* store.finish(lease, complete(0.75))
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
