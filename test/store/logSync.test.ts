import { rmSync, statSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { followLog } from "../../src/store/sqlite/logSync.ts"
import { openSqlite } from "../../src/store/sqlite.ts"
import { openStudy } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

const all = { concurrency: "unbounded" } as const

describe("the log of a store", () => {
  it.live("is synced for all who wait, and again for those who come later", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openSqlite(path)
      yield* openStudy(store)
      assert.isAbove(statSync(`${path}-wal`).size, 0)
      const log = followLog(path)
      let open = 20
      const waits = Array.from({ length: open }, () => Effect.tap(log.sync, () => Effect.sync(() => open--)))
      yield* Effect.all(waits, all)
      assert.strictEqual(open, 0)
      yield* log.sync
      log.close()
      // What is closed while it is at work ends its work.
      const late = followLog(path)
      const last = yield* Effect.forkChild(late.sync)
      yield* Effect.yieldNow
      late.close()
      yield* Effect.sleep("50 millis")
      assert.isDefined(last.pollUnsafe())
    })
  )

  it.live("that cannot be synced stays unsafe, whatever the system says later", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const log = followLog(path)
      const failed = yield* Effect.flip(log.sync)
      assert.strictEqual(failed._tag, "StoreError")
      assert.include(failed.message, path)
      assert.include(failed.hint, "What was recorded before is safe")
      writeFileSync(`${path}-wal`, "")
      assert.strictEqual((yield* Effect.flip(log.sync)).message, failed.message)
      log.close()
      rmSync(`${path}-wal`)
    })
  )
})
