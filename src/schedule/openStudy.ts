/** A study for those who bring their own loop: ask, report, tell. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { InvalidDefinition, type LeaseLost, type NotFound, type StoreError, type StudyMismatch } from "../errors.ts"
import { study as define } from "../search/define.ts"
import { unsealedOnly } from "../search/objectives/sealed.ts"
import type { Params, ParamsOf, SearchSpace } from "../search/SearchSpace.ts"
import { isStudy, type Study, type StudyDefinition } from "../search/Study.ts"
import { openMemory } from "../store/memory.ts"
import { isAlive, thisRunner } from "../store/processes.ts"
import type { Claimed, Outcome, StoredTrial } from "../store/records.ts"
import { redactor } from "../store/Provenance.ts"
import { openSqlite } from "../store/sqlite.ts"
import { judgeReport } from "./judge.ts"
import { outcomeOf, storable } from "./outcome.ts"
import { type Desk, newHabit, newStopMemory, refresh } from "./propose.ts"
import { askUnlessStopped } from "./stopping.ts"
import { refusalOf } from "./refusal.ts"
import { newStudy, setupOf } from "./storedForm.ts"
import { StudyMirror } from "./StudyMirror.ts"
import { inProcess } from "./suggestions/inProcess.ts"
import type { SuggestionError } from "./suggestions/Suggester.ts"

/** A study without `train`, for a loop of one's own. It needs a name. */
export type OwnLoopDefinition<Space extends SearchSpace, Metric extends string> = Omit<
  StudyDefinition<Space, Metric, string>,
  "train" | "name"
> & {
  readonly name: string
}

/** Where the trials are kept: a SQLite file, created when it is not there, or ":memory:". Default "sweep.db". */
export interface OpenStudyOptions {
  readonly store?: string
}

/** A trial that was asked for. */
export interface AskedTrial<P = Params> {
  readonly number: number
  readonly params: P
  /** A 32-bit seed that depends only on the study's seed and the number. */
  readonly seed: number
}

/** Whether a trial should go on, and why not. */
export interface PruneAdvice {
  readonly prune: boolean
  readonly reason: string
}

/** What a trial ended with: metrics, or why there are none. A trial that was pruned is told as `{ pruned }`. */
export type Told = Readonly<Record<string, number>> | { readonly failed: string } | { readonly pruned: string }

/** The best trial, or one of the best. */
export interface Incumbent<P = Params> extends AskedTrial<P> {
  /** The first objective's. */
  readonly value: number
  readonly metrics: Readonly<Record<string, number>>
}

/** Anything that can go wrong with an open study. */
export type OpenStudyError = SuggestionError | LeaseLost | NotFound | StoreError | StudyMismatch

/** The operations as effects. */
export interface OpenStudyEffects<P> {
  /** The next trial. Fails with `InvalidDefinition` when the budget is spent or nothing is left to try. */
  readonly ask: Effect.Effect<AskedTrial<P>, OpenStudyError>
  /** Records intermediate values and says whether to go on. */
  readonly report: (
    trial: AskedTrial<P>,
    step: number,
    metrics: Readonly<Record<string, number>>
  ) => Effect.Effect<PruneAdvice, OpenStudyError>
  /** Ends the trial. A missing or non-finite objective makes it a failed one. */
  readonly tell: (trial: AskedTrial<P>, result: Told) => Effect.Effect<void, OpenStudyError>
  /** The incumbent; undefined while no trial is complete. Fails with `InvalidDefinition` where there are several objectives. */
  readonly best: Effect.Effect<Incumbent<P> | undefined, OpenStudyError>
  /**
   * The Pareto front by rising number: the complete trials than which none is at least as good in every objective and
   * better in one. With one objective, the incumbent alone. Empty while no trial is complete.
   */
  readonly front: Effect.Effect<ReadonlyArray<Incumbent<P>>, OpenStudyError>
}

/** The operations as promises. `effect` has the same as effects. */
export interface OpenStudy<P = Params> {
  readonly ask: () => Promise<AskedTrial<P>>
  readonly report: (
    trial: AskedTrial<P>,
    step: number,
    metrics: Readonly<Record<string, number>>
  ) => Promise<PruneAdvice>
  readonly tell: (trial: AskedTrial<P>, result: Told) => Promise<void>
  readonly best: () => Promise<Incumbent<P> | undefined>
  readonly front: () => Promise<ReadonlyArray<Incumbent<P>>>
  /** Closes the store. Trials that were asked for and not told are taken up by whoever opens the study next. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly effect: OpenStudyEffects<P>
}

const nothingLeft = (why: string): InvalidDefinition =>
  new InvalidDefinition(
    `There is no trial left to ask for: ${why}.`,
    "Raise budget.trials, or look at what there is: best()."
  )

const ask = Effect.fnUntraced(function* (desk: Desk, held: Map<number, Claimed>) {
  yield* desk.store.reap(desk.id, desk.runner.host, isAlive)
  while (true) {
    const asked = yield* askUnlessStopped(desk)
    if (asked._tag === "claimed") {
      const { claimed } = asked
      const refusal = refusalOf(desk.study, claimed.params)
      if (refusal !== undefined) {
        yield* desk.store.finish(claimed.lease, refusal)
        continue
      }
      held.set(claimed.lease.trial, claimed)
      return { number: claimed.lease.trial, params: claimed.params, seed: claimed.seed }
    }
    if (asked._tag === "stopped")
      return yield* Effect.fail(nothingLeft(`${asked.stopped.rule} has stopped it, as ${asked.stopped.reason}`))
    if (asked._tag === "exhausted") return yield* Effect.fail(nothingLeft(asked.reason))
    yield* refresh(desk)
    const { budgetTrials } = yield* desk.store.study(desk.id)
    const given = desk.mirror.history().trials.length
    if (given >= budgetTrials)
      return yield* Effect.fail(nothingLeft(`${given} of ${budgetTrials} trials were given out`))
    // Another process is proposing.
    yield* Effect.sleep("100 millis")
  }
})

const notHeld = (number: number): InvalidDefinition =>
  new InvalidDefinition(
    `Trial ${number} was not asked for here, or has been told already.`,
    "Tell each trial once: const trial = await study.ask()."
  )

const claimOf = (held: Map<number, Claimed>, number: number): Effect.Effect<Claimed, InvalidDefinition> => {
  const claimed = held.get(number)
  return claimed === undefined ? Effect.fail(notHeld(number)) : Effect.succeed(claimed)
}

const report = Effect.fnUntraced(function* (
  desk: Desk,
  held: Map<number, Claimed>,
  number: number,
  step: number,
  metrics: Readonly<Record<string, number>>
) {
  const { lease } = yield* claimOf(held, number)
  const verdict = yield* desk.store.decide(lease, { step, metrics }, desk.mirror.revision, (changes) => {
    desk.mirror.absorb(changes)
    return judgeReport(desk.study.pruner, desk.study.objectives, desk.mirror, lease, { step, metrics })
  })
  return { prune: verdict._tag !== "Continue", reason: verdict.reason ?? "goes on" }
})

const outcomeOfTold = (study: Study, told: Told): Outcome => {
  const { failed, pruned } = told as { readonly failed?: unknown; readonly pruned?: unknown }
  if (typeof failed === "string") return { _tag: "failed", failure: { reason: "error", message: failed } }
  if (typeof pruned === "string") return { _tag: "pruned", reason: pruned }
  return outcomeOf(study, { _tag: "returned", metrics: told as Readonly<Record<string, number>> })
}

const tell = Effect.fnUntraced(function* (desk: Desk, held: Map<number, Claimed>, number: number, told: Told) {
  const { lease } = yield* claimOf(held, number)
  yield* desk.store.finish(lease, storable(outcomeOfTold(desk.study, told), redactor(process.env)))
  yield* desk.store.safe
  held.delete(number)
})

const incumbentOf = (
  { sealed }: Pick<Study, "sealed">,
  { metrics = {}, number, params, seed, value }: StoredTrial
): Incumbent => ({ number, params, seed, value: value!, metrics: unsealedOnly(sealed, metrics) })

const frontOf = ({ mirror, study }: Desk): ReadonlyArray<Incumbent> => {
  const best = mirror.incumbent()
  const trials = study.objectives.length > 1 ? mirror.front() : best === undefined ? [] : [best]
  return trials.map((trial) => incumbentOf(study, trial))
}

const bestOf = Effect.fnUntraced(function* (desk: Desk) {
  const { length } = desk.study.objectives
  if (length > 1) {
    return yield* Effect.fail(
      new InvalidDefinition(
        `The study has ${length} objectives, between which no trial is the best.`,
        "Ask for the trials that none surpasses: front()."
      )
    )
  }
  yield* refresh(desk)
  return frontOf(desk)[0]
})

const effectsOf = (desk: Desk): OpenStudyEffects<Params> => {
  const held = new Map<number, Claimed>()
  return {
    ask: ask(desk, held),
    report: (trial, step, metrics) => report(desk, held, trial.number, step, metrics),
    tell: (trial, result) => tell(desk, held, trial.number, result),
    best: bestOf(desk),
    front: Effect.map(refresh(desk), () => frontOf(desk))
  }
}

const withoutTrain = (): never => {
  throw new InvalidDefinition("This study has no train function.", "Ask for its trials and train them yourself.")
}

const studyOf = (definition: Study | OwnLoopDefinition<SearchSpace, string>): Study =>
  isStudy(definition) ? definition : define({ ...definition, train: withoutTrain })

const openEffects = Effect.fnUntraced(function* (
  definition: Study | OwnLoopDefinition<SearchSpace, string>,
  options: OpenStudyOptions
) {
  const study = yield* Effect.try({ try: () => studyOf(definition), catch: (error) => error as InvalidDefinition })
  if (study.name === undefined) {
    return yield* Effect.fail(
      new InvalidDefinition("A study that is opened by a program needs a name.", 'Add one: name: "digits".')
    )
  }
  const path = options.store ?? "sweep.db"
  const { store } = path === ":memory:" ? yield* openMemory : yield* openSqlite(path)
  const stored = yield* store.create(newStudy({ study, name: study.name }))
  const runner = yield* thisRunner()
  yield* store.enrol(stored.id, runner, setupOf(study))
  const mirror = new StudyMirror(study.objectives, study.constraints)
  const desk: Desk = {
    study,
    store,
    id: stored.id,
    runner,
    mirror,
    resumes: false,
    suggester: yield* inProcess(study)(mirror),
    habit: newHabit(),
    stopMemory: newStopMemory()
  }
  yield* refresh(desk)
  return effectsOf(desk)
})

/** Opens a study for one's own loop, until the scope closes. */
export const openStudyEffect: <const Space extends SearchSpace, const Metric extends string>(
  definition: Study | OwnLoopDefinition<Space, Metric>,
  options?: OpenStudyOptions
) => Effect.Effect<OpenStudyEffects<ParamsOf<Space>>, OpenStudyError, Scope.Scope> = (definition, options = {}) =>
  openEffects(definition as OwnLoopDefinition<SearchSpace, string>, options) as never

/** Opens a study for one's own loop, until `close`. Rejects with what `OpenStudyError` lists. */
export const openStudy = async <const Space extends SearchSpace, const Metric extends string>(
  definition: Study | OwnLoopDefinition<Space, Metric>,
  options: OpenStudyOptions = {}
): Promise<OpenStudy<ParamsOf<Space>>> => {
  const scope = await Effect.runPromise(Scope.make())
  const close = () => Effect.runPromise(Scope.close(scope, Exit.void))
  try {
    const effect = await Effect.runPromise(
      openStudyEffect(definition, options).pipe(Effect.provideService(Scope.Scope, scope))
    )
    return {
      effect,
      ask: () => Effect.runPromise(effect.ask),
      report: (trial, step, metrics) => Effect.runPromise(effect.report(trial, step, metrics)),
      tell: (trial, result) => Effect.runPromise(effect.tell(trial, result)),
      best: () => Effect.runPromise(effect.best),
      front: () => Effect.runPromise(effect.front),
      close,
      [Symbol.asyncDispose]: close
    }
  } catch (error) {
    await close()
    throw error
  }
}
