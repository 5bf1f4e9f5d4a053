/** Whose file is it, of which version, and how it becomes the present one. */
import * as Result from "effect/Result"
import { StoreError } from "../../errors.ts"
import type { Database } from "./Database.ts"
import { inUse } from "./inUse.ts"
import { applicationId, migrations } from "./schema.ts"

/** The version that this program reads and writes. */
export const latestVersion = migrations.length

/**
 * The version of a store's file: 0 is an empty file that may become one. A file that is not ours is refused. To be run
 * inside a transaction, for another process may be making the file.
 */
export const versionOf = (database: Database): Result.Result<number, StoreError> => {
  const { id, version } = database
    .prepare<{ id: number; version: number }>(
      "SELECT application_id AS id, user_version AS version FROM pragma_application_id, pragma_user_version"
    )
    .first() ?? { id: 0, version: 0 }
  const tables = database
    .prepare<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name LIMIT 4")
    .all()
    .map(({ name }) => name)
  if (id !== applicationId && (id !== 0 || tables.length > 0))
    return Result.fail(
      new StoreError(
        `${database.path} belongs to another program: ${describe(id, tables)}.`,
        "It was left as it is. Name another file: --store <file>."
      )
    )
  if (version > latestVersion)
    return Result.fail(
      new StoreError(
        `${database.path} was written by a newer Hypersweep: its format is ${version}, and this one knows ${latestVersion}.`,
        "Bring this one up to date: npm install hypersweep@latest. The file was left as it is."
      )
    )
  return Result.succeed(id === applicationId ? version : 0)
}

/** Applies the migrations that a file lacks, unless a runner is at work on it. To be run inside an immediate transaction. */
export const migrate = (database: Database, now: number): Result.Result<void, StoreError> =>
  // Read again under the lock: another process may have migrated the file in the meantime.
  Result.flatMap(versionOf(database), (version) => {
    if (version === latestVersion) return Result.succeed(undefined)
    const refusal = version === 0 ? undefined : inUse(database, version, now)
    if (refusal !== undefined) return Result.fail(refusal)
    for (const migration of migrations.slice(version)) database.execute(migration)
    database.execute(`PRAGMA application_id = ${applicationId}`)
    database.execute(`PRAGMA user_version = ${latestVersion}`)
    return Result.succeed(undefined)
  })

const describe = (id: number, tables: ReadonlyArray<string>): string => {
  const letters = [24, 16, 8, 0].map((shift) => String.fromCharCode((id >>> shift) & 0xff)).join("")
  const mark = id === 0 ? [] : [`its application id is ${/^[ -~]{4}$/.test(letters) ? `"${letters}"` : id}`]
  const holds = tables.length === 0 ? [] : [`it holds ${tables.length === 1 ? "table" : "tables"} ${tables.join(", ")}`]
  return [...mark, ...holds].join(", ")
}
