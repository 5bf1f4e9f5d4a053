/** `sweep backup`: a copy of the store as it is at one moment, also while it is in use. */
import { existsSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { copyStore } from "../store/sqlite.ts"
import { print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface BackupInput {
  readonly to: string
  readonly store: string | undefined
}

/** Copies the store into a new file. Fails with `UsageError` where there is a file, or no folder for it. */
export const backup = Effect.fnUntraced(function* ({ store, to }: BackupInput) {
  const [from, copy] = [storePath(store), resolve(to)]
  if (existsSync(copy))
    return yield* Effect.fail(
      new UsageError(`There is a file ${copy} already.`, "Name another one: nothing is written over.")
    )
  if (!existsSync(dirname(copy)))
    return yield* Effect.fail(
      new UsageError(`There is no folder ${dirname(copy)}.`, `Make it: mkdir -p ${dirname(copy)}`)
    )
  yield* copyStore(from, copy)
  print(`${copy} is a copy of ${from}. Use it with --store, or put it back in its place.`)
})
