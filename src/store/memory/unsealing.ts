/** Looks at sealed metrics, of a store in memory. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { sealedOnly } from "../../search/objectives/sealed.ts"
import { noSuchTrial, nothingSealed } from "../missing.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Memory } from "./state.ts"

/** `unseal` of a store in memory. */
export const unsealing = (memory: Memory): Pick<TrialStoreService, "unseal"> => ({
  unseal: (id, number, command) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      const books = memory.get(id)
      const trial = books?.entries[number]?.trial
      if (books === undefined || trial === undefined)
        return yield* Effect.fail(noSuchTrial(books?.study.name, number, books?.entries.length ?? 0))
      const { name, spec } = books.study
      const metrics = sealedOnly(spec.sealed ?? [], trial.metrics ?? {})
      if (Object.keys(metrics).length === 0) return yield* Effect.fail(nothingSealed(name, number, spec.sealed ?? []))
      books.unsealings = [...books.unsealings, { trial: number, at, command, metrics }]
      return books.unsealings
    })
})
