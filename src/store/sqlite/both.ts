/** Both sides of a store, put together of its parts. */
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import type { StoreError } from "../../errors.ts"
import type { StudyReaderService } from "../StudyReader.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import { changing } from "./changing.ts"
import { checkpointing } from "./checkpointing.ts"
import type { Database } from "./Database.ts"
import { ending } from "./ending.ts"
import { enrolling } from "./enrolling.ts"
import { leases, reaping } from "./leases.ts"
import { followLog } from "./logSync.ts"
import { pausing } from "./pausing.ts"
import { reading } from "./reading.ts"
import { rememberRecent } from "./recent.ts"
import { requesting } from "./requesting.ts"
import { stopping } from "./stopping.ts"
import { studies } from "./studies.ts"
import { type Durability, transactionsOf } from "./transactions.ts"
import { turns } from "./turns.ts"
import { unsealing } from "./unsealing.ts"
import { prepareWrites } from "./writes.ts"

/** Both sides of one store. */
export interface OpenStore {
  readonly store: TrialStoreService
  readonly reader: StudyReaderService
}

/** What makes commits to an open database survive a power cut. Released before the database is closed. */
const syncing = (path: string): Effect.Effect<Effect.Effect<void, StoreError>, never, Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => followLog(path)),
      ({ close }) => Effect.sync(close)
    ),
    ({ sync }) => sync
  )

/** The sides of the store in an open database, whose tables are there. */
export const openBoth = Effect.fnUntraced(function* (
  database: Database,
  durability: Durability
): Effect.fn.Return<OpenStore, never, Scope> {
  const recent = rememberRecent()
  const safe = durability === "power" ? yield* syncing(database.path) : Effect.void
  const transactions = transactionsOf(database, safe, recent)
  const writes = prepareWrites(database, recent)
  return {
    store: {
      ...studies(database, transactions),
      ...enrolling(database, transactions),
      ...turns(database, transactions, writes, recent),
      ...leases(database, transactions, writes),
      ...reaping(database, transactions, writes),
      ...ending(database, transactions, writes, recent),
      ...pausing(database, transactions, writes),
      ...checkpointing(database, transactions, writes),
      ...changing(database, transactions, writes, recent),
      ...unsealing(database, transactions),
      ...stopping(database, transactions),
      ...requesting(database, transactions),
      safe: transactions.safe
    },
    reader: reading(database, transactions)
  }
})
