/** The laws that every store holds. */
import { describe } from "@effect/vitest"
import type { MakeStore } from "../store/laws/fixtures.ts"
import { assumingLaws } from "../store/laws/assuming.ts"
import { invariantLaws } from "../store/laws/invariants.ts"
import { leaseLaws } from "../store/laws/leases.ts"
import { openingLaws } from "../store/laws/opening.ts"
import { pausingLaws } from "../store/laws/pausing.ts"
import { proposingLaws } from "../store/laws/proposing.ts"
import { readingLaws } from "../store/laws/reading.ts"
import { reapingLaws } from "../store/laws/reaping.ts"
import { requestLaws } from "../store/laws/requests.ts"
import { reportLaws } from "../store/laws/reports.ts"
import { usageLaws } from "../store/laws/usage.ts"
import { sealingLaws } from "../store/laws/sealing.ts"
import { stoppingLaws } from "../store/laws/stopping.ts"

/** Declares the laws of the ports TrialStore and StudyReader for one store. Each test opens an empty one. */
export const storeLaws = (name: string, makeStore: MakeStore): void => {
  describe(`the laws of a store: ${name}`, () => {
    openingLaws(makeStore)
    proposingLaws(makeStore)
    assumingLaws(makeStore)
    leaseLaws(makeStore)
    reapingLaws(makeStore)
    reportLaws(makeStore)
    pausingLaws(makeStore)
    readingLaws(makeStore)
    sealingLaws(makeStore)
    stoppingLaws(makeStore)
    requestLaws(makeStore)
    usageLaws(makeStore)
    invariantLaws(makeStore)
  })
}
