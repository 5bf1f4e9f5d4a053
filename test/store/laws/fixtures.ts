/** Small studies and runners, and the steps that most tests of a store begin with. */
import * as Effect from "effect/Effect"
import type { Claimed, NewStudy, Outcome, Proposal, Runner, StudySpec } from "../../../src/store/records.ts"
import type { StoreError } from "../../../src/errors.ts"
import type { Provenance } from "../../../src/store/Provenance.ts"
import type { StudyReaderService } from "../../../src/store/StudyReader.ts"
import type { TrialStoreService } from "../../../src/store/TrialStore.ts"
import type { Scope } from "effect/Scope"

/** Both sides of a store under test. */
export interface Opened {
  readonly store: TrialStoreService
  readonly reader: StudyReaderService
}

/** Opens an empty store for one test. */
export type MakeStore = Effect.Effect<Opened, StoreError, Scope>

export const spec: StudySpec = {
  space: {
    rate: { _tag: "float", low: 1e-4, high: 0.1, log: true },
    optimizer: {
      _tag: "branch",
      branches: { adam: {}, sgd: { momentum: { _tag: "float", low: 0, high: 0.9, log: false } } }
    }
  },
  objective: { metric: "accuracy", direction: "maximize" },
  sampler: { name: "random", settings: {} },
  pruner: { name: "none", settings: {} },
  seed: 7
}

export const newStudy = (change: Partial<NewStudy> = {}): NewStudy => ({
  name: "digits",
  spec,
  declaredTrials: 4,
  ...change
})

export const leaseMillis = 60_000

const runner = (id: string, change: Partial<Runner> = {}): Runner => ({
  id,
  host: "here",
  pid: 100 + id.length,
  processStart: id,
  ...change
})

export const provenance: Provenance = {
  hypersweep: "0.1.0",
  node: "24.0.0",
  machine: { system: "Linux 6 x64", cpu: "abacus", cores: 2, memoryMiB: 512, gpus: [] },
  git: { commit: "0123456789", dirty: true },
  packages: { effect: "4.1.0" },
  environment: { TZ: "UTC" }
}

export const ada = runner("ada")
export const bob = runner("bob", { pid: 200 })
export const eve = runner("eve", { host: "elsewhere", pid: 300 })

export const proposal = (number: number, sawRevision = 0): Proposal => ({
  number,
  params: { rate: 0.01 * (number + 1), optimizer: { type: "sgd", momentum: 0.5 } },
  seed: 1_000 + number,
  evidence: { model: "random", reason: `number ${number}`, fitted: { scale: [0.1, 0.2] } },
  sawRevision
})

export const complete = (accuracy: number): Outcome => ({ _tag: "complete", metrics: { accuracy } })

/** Opens a study and publishes trials for all of its budget. */
export const openStudy = Effect.fnUntraced(function* (store: TrialStoreService, change: Partial<NewStudy> = {}) {
  const study = yield* store.create(newStudy(change))
  const turn = yield* store.takeTurn(study.id, ada, 1_000)
  yield* store.publish(
    turn!,
    Array.from({ length: turn!.room }, (_, index) => proposal(turn!.nextNumber + index))
  )
  return study.id
})

/** Claims the next waiting trial, which must be there. */
export const claimNext = Effect.fnUntraced(function* (store: TrialStoreService, study: number, by: Runner = ada) {
  const claimed = yield* store.claim(study, by, leaseMillis)
  if (claimed === undefined) return yield* Effect.die("nothing is waiting")
  return claimed satisfies Claimed
})

/** The tag of the failure that an effect must end with. */
export const failureTag = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), ({ _tag }) => _tag)
