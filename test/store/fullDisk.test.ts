/** A disk that runs full under a store: a small file system in memory, which takes root to mount. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import BetterSqlite3 from "better-sqlite3"
import * as Effect from "effect/Effect"
import { openReader, openSqlite } from "../../src/store/sqlite.ts"
import { ada, claimNext, complete, newStudy, proposal } from "./laws/fixtures.ts"

const mounted = (kibibytes: number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = join(mkdtempSync(join(tmpdir(), "hypersweep-full-")), "disk")
      mkdirSync(folder)
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kibibytes}k`, "tmpfs", folder], { stdio: "ignore" })
      return folder
    }),
    (folder) =>
      Effect.sync(() => {
        execFileSync("umount", [folder])
        rmSync(join(folder, ".."), { recursive: true })
      })
  )

const canMount = ((): boolean => {
  try {
    return Effect.runSync(Effect.scoped(Effect.as(mounted(64), true)))
  } catch {
    return false
  }
})()

const why = canMount ? "" : " (skipped: only root can mount the small disk that it needs)"

describe("a disk that runs full", () => {
  it.live.skipIf(!canMount)(`is told of, loses nothing, and is gone on with when there is room${why}`, () =>
    Effect.gen(function* () {
      const folder = yield* mounted(900)
      const path = join(folder, "sweep.db")
      const ballast = join(folder, "ballast")
      writeFileSync(ballast, Buffer.alloc(100_000))
      const finished: Array<number> = []
      const fill = Effect.gen(function* () {
        const { store } = yield* openSqlite(path)
        const { id } = yield* store.create(newStudy({ declaredTrials: 10_000 }))
        while (true) {
          const turn = yield* store.takeTurn(id, ada, 1_000)
          yield* store.publish(turn!, [proposal(turn!.nextNumber)])
          const { lease } = yield* claimNext(store, id)
          yield* store.finish(lease, complete(lease.trial))
          yield* store.safe
          finished.push(lease.trial)
        }
      })
      const full = yield* Effect.flip(Effect.scoped(fill))
      assert.strictEqual(full._tag, "StoreError")
      assert.include(full.message, path)
      assert.match(full.message, /full|cannot be read or written/)
      assert.include(full.hint, "What was recorded before is safe")
      assert.isAbove(finished.length, 5)
      rmSync(ballast)
      const { counts } = yield* Effect.scoped(Effect.flatMap(openReader(path), (reader) => reader.summary()))
      assert.isAtLeast(counts.complete ?? 0, finished.length)
      const more = yield* Effect.scoped(
        Effect.gen(function* () {
          const { store } = yield* openSqlite(path)
          const { id } = yield* store.create(newStudy({ declaredTrials: 10_000 }))
          yield* store.reap(id, ada.host, () => false)
          const turn = yield* store.takeTurn(id, ada, 1_000)
          yield* store.publish(turn!, [proposal(turn!.nextNumber)])
          const { lease } = yield* claimNext(store, id)
          return yield* store.finish(lease, complete(1))
        })
      )
      assert.strictEqual(more, "applied")
      const raw = new BetterSqlite3(path, { readonly: true })
      assert.strictEqual(raw.pragma("integrity_check", { simple: true }), "ok")
      raw.close()
    })
  )
})
