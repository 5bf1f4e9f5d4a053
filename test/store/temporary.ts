/** Files for tests, gone with their scope. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { openSqlite } from "../../src/store/sqlite.ts"

/** A new empty folder. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hypersweep-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** The path of a store in a new empty folder. */
export const temporaryPath = Effect.map(temporaryFolder, (folder) => join(folder, "sweep.db"))

/** A new store in a file. */
export const temporaryStore = Effect.flatMap(temporaryPath, openSqlite)
