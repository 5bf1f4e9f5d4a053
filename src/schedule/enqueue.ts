/** Puts a point first in line, whether anyone runs the study or not. */
import * as Effect from "effect/Effect"
import { StoreError, UsageError } from "../errors.ts"
import { trialSeed } from "../search/math/rng.ts"
import type { Params } from "../search/SearchSpace.ts"
import { enqueued } from "../search/suggest.ts"
import { isAlive, thisRunner } from "../store/processes.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { TrialStore } from "../store/TrialStore.ts"

const turnMillis = 5_000
const pollMillis = 100
/** As long as a runner may take over one suggestion. */
const patienceMillis = 60_000

const busy = (name: string) =>
  new StoreError(
    `Another runner has been proposing a trial of "${name}" for a minute.`,
    "Try again when it has finished, or stop it."
  )

const spent = (name: string, trials: number) =>
  new UsageError(
    `The budget of "${name}" is spent: it has its ${trials} trials.`,
    "An enqueued point counts as a trial. Make room for it: --trials +1."
  )

/**
 * Adds a waiting trial with these params, which are a point of the study's space, and succeeds with its number: the next
 * free slot takes it before anything is suggested. It counts as a trial of the budget; `UsageError` where that is spent.
 */
export const enqueue = Effect.fnUntraced(function* (
  study: number,
  params: Params,
  reason = "put first by sweep enqueue"
) {
  const store = yield* TrialStore
  const reader = yield* StudyReader
  const runner = yield* thisRunner()
  const { name, spec } = yield* store.study(study)
  yield* store.enrol(study, runner, { sampler: { name: enqueued, settings: {} }, pruner: spec.pruner })
  yield* store.reap(study, runner.host, isAlive)
  for (let waited = 0; waited < patienceMillis; waited += pollMillis) {
    const turn = yield* store.takeTurn(study, runner, turnMillis)
    if (turn !== undefined) {
      const number = turn.nextNumber
      const { revision } = yield* store.study(study)
      const evidence = { model: enqueued, reason }
      yield* store.publish(turn, [
        { number, params, evidence, seed: trialSeed(spec.seed, number), sawRevision: revision }
      ])
      return number
    }
    const { counts, study: now } = yield* reader.summary(name)
    const trials = Object.values(counts).reduce((sum, count) => sum + count, 0)
    if (trials >= now.budgetTrials) return yield* Effect.fail(spent(name, now.budgetTrials))
    yield* Effect.sleep(pollMillis)
  }
  return yield* Effect.fail(busy(name))
})
