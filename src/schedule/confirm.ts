/** Runs the finalists of a study again on fresh seeds, in a study of their own, until a verdict can be given. */
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { rngFor, trialSeed } from "../search/math/rng.ts"
import { none } from "../search/pruners/none.ts"
import { rejectPhases, runsOf } from "../search/ranking/successiveRejects.ts"
import type { Sampler } from "../search/Sampler.ts"
import type { Study } from "../search/Study.ts"
import { confirmationName } from "../store/confirmation.ts"
import { thisRunner } from "../store/processes.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { TrialStore } from "../store/TrialStore.ts"
import type { StudyEnded } from "./events.ts"
import { confirmModel, readConfirmation, resultOf, type ConfirmSettings } from "./confirmation.ts"
import { resized } from "../train/slots.ts"
import { openRun, type RunOptions, type StudyRun } from "./runStudy.ts"
import { newStudy } from "./storedForm.ts"

/** What a confirmation is started with: the study as it was run, its finalists, and where they are run. */
export interface ConfirmOptions extends Omit<RunOptions, "create" | "suggester" | "deterministic"> {
  readonly source: StoredStudy
  readonly finalists: ReadonlyArray<StoredTrial>
  readonly runs: number
  readonly fresh: boolean
  /** Called with each phase's run, so that it can be stopped from outside. */
  readonly onRun: (run: StudyRun) => Effect.Effect<void>
}

/** Its trials are planned, not suggested: nobody asks it. */
const planned = (settings: ConfirmSettings): Sampler => ({
  _tag: "Sampler",
  name: confirmModel,
  settings: { ...settings },
  suggest: () => ({ exhausted: "the runs of a confirmation are planned" })
})

/** The study in which the finalists of another are run: the same but for its seed, its sampler, and that nothing is pruned. */
const confirming = (study: Study, settings: ConfirmSettings): Study => ({
  ...study,
  enqueue: [],
  sampler: planned(settings),
  pruner: none(),
  // A rule for the search would end it before the finalists are told apart.
  stop: undefined,
  budget: {
    ...study.budget,
    trials: runsOf(rejectPhases(settings.finalists.length, settings.runs)),
    timeMillis: undefined
  },
  seed: rngFor(study.seed, 0, "confirmation").bits()
})

const turnMillis = 10_000

/** Puts the runs that are planned and not there yet into the store, where no other runner does. */
const publishPhase = Effect.fnUntraced(function* (
  options: ConfirmOptions,
  study: Study,
  settings: ConfirmSettings,
  id: number
) {
  const store = yield* TrialStore
  const runner = yield* thisRunner()
  const turn = yield* store.takeTurn(id, runner, turnMillis)
  if (turn === undefined) return
  // Read under the turn: what another runner published before it is there.
  const { plan } = yield* readConfirmation(options.source, options.finalists, settings, id)
  const paramsOf = new Map(options.finalists.map(({ number, params }) => [number, params]))
  const proposals = plan.plan.slice(turn.nextNumber).map((finalist, index) => ({
    number: turn.nextNumber + index,
    params: paramsOf.get(finalist)!,
    seed: trialSeed(study.seed, turn.nextNumber + index),
    evidence: { model: confirmModel, reason: `trial ${finalist} of ${options.source.name} on a fresh seed` },
    sawRevision: turn.revision
  }))
  yield* store.publish(turn, proposals).pipe(Effect.catchTag("LeaseLost", () => Effect.succeed(undefined)))
})

/** A finalist that another version of the space proposed could not be trained as it was. */
const checkFinalists = ({ finalists, runs }: ConfirmOptions): UsageError | undefined => {
  if (finalists.length < 2)
    return new UsageError(
      "A confirmation compares at least two complete trials, and there are fewer.",
      "Go on with sweep run first, or raise --finalists."
    )
  return runs >= 2 * finalists.length
    ? undefined
    : new UsageError(
        `${runs} runs are too few for ${finalists.length} finalists: each needs two.`,
        `Write --runs ${5 * finalists.length}, or fewer --finalists.`
      )
}

/**
 * Runs a confirmation to its end, or to its interruption; the same call goes on where it stopped. Phase after phase, the
 * finalists that are left are run on fresh seeds (successive rejects). Succeeds with how the last run ended, where there
 * was one, and with where the confirmation then stands.
 */
export const confirm = Effect.fnUntraced(function* (options: ConfirmOptions) {
  const problem = checkFinalists(options)
  if (problem !== undefined) return yield* Effect.fail(problem)
  const store = yield* TrialStore
  const settings = { finalists: options.finalists.map(({ number }) => number), runs: options.runs }
  const study = confirming(options.study, settings)
  const name = confirmationName(options.source.name)
  const { id } = yield* store.create(newStudy({ ...options, study, name }), { fresh: options.fresh })
  let isFirst = true
  // As many at once as a person has asked for in an earlier phase.
  let { slots } = options
  for (;;) {
    const before = yield* readConfirmation(options.source, options.finalists, settings, id)
    const total = before.plan.plan.length
    const isUnfinished = before.trials.some((trial) => resultOf(options.source, trial) === undefined)
    if (before.plan.state.next.length === 0 && !isUnfinished) return { confirmation: before, ended: undefined }
    yield* store.setBudget(id, total)
    yield* publishPhase(options, study, settings, id)
    const ended: StudyEnded = yield* Effect.scoped(
      Effect.gen(function* () {
        const opened = yield* openRun({
          ...options,
          slots,
          study,
          name,
          create: { trials: { total } },
          emit: (event) => {
            if (event._tag === "SlotsChanged") slots = resized(options.slots, event.slots)
            return (event._tag === "StudyStarted" && !isFirst) || event._tag === "StudyEnded"
              ? Effect.void
              : options.emit(event._tag === "StudyStarted" ? { ...event, trials: study.budget.trials } : event)
          }
        })
        yield* options.onRun(opened)
        return yield* opened.run
      })
    )
    isFirst = false
    if (ended.reason._tag === "budget" || ended.reason._tag === "exhausted") continue
    const confirmation = yield* readConfirmation(options.source, options.finalists, settings, id)
    return { confirmation, ended }
  }
})
