/** `sweep confirm`: the finalists again on fresh seeds, then a verdict. */
import { basename, relative } from "node:path"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { UsageError } from "../errors.ts"
import { confirm as confirmFinalists } from "../schedule/confirm.ts"
import { settingsOf } from "../schedule/confirmation.ts"
import type { StudyRun } from "../schedule/runStudy.ts"
import { confirmDefaults, confirmRanking } from "../search/ranking/confirm.ts"
import { confirmationName } from "../store/confirmation.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import * as sqlite from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { TrialStore } from "../store/TrialStore.ts"
import { Trainer } from "../train/Trainer.ts"
import { confirmationJson, renderConfirmation } from "../view/confirm.ts"
import { jsonText } from "../view/json.ts"
import { renderUnsealed } from "../view/unsealed.ts"
import { artifactsOf, prepareArtifacts } from "./artifacts.ts"
import { attempt } from "./attempt.ts"
import { findStudy } from "./findStudy.ts"
import { interruptedStatus, listenForSignals } from "./interruption.ts"
import { listenToKeys } from "./keyboard.ts"
import { loadStudy } from "./loadStudy.ts"
import { slotsFor } from "./machine.ts"
import type { ReporterName } from "./names.ts"
import { parseGpus, parseTime } from "./overrides.ts"
import { circumstancesOf } from "./provenance.ts"
import { startReporter } from "./reporters.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"
import { chooseBackendFor, trainerFor } from "./trainers.ts"
import { watchGpus } from "./watchGpus.ts"

/** What the command line gives. */
export interface ConfirmInput {
  readonly study: string | undefined
  readonly finalists: number | undefined
  readonly runs: number | undefined
  readonly time: string | undefined
  readonly parallel: number | undefined
  readonly gpus: string | undefined
  readonly store: string | undefined
  readonly artifacts: string | undefined
  readonly fresh: boolean
  readonly reporter: ReporterName
  readonly unseal: boolean
  readonly json: boolean
}

const fileOf = (study: StoredStudy): Effect.Effect<string, UsageError> =>
  study.file === undefined
    ? Effect.fail(
        new UsageError(
          `The study "${study.name}" was opened by a program: there is no file whose train could be called.`,
          "Tell fresh runs of its best params to a study of their own."
        )
      )
    : Effect.succeed(study.file)

/** The best complete trials, one for each params. */
const bestOf = Effect.fnUntraced(function* (study: StoredStudy, count: number) {
  const reader = yield* StudyReader
  const chosen = new Map<string, StoredTrial>()
  for (const trial of yield* reader.leaderboard(study.id, 20 * count)) {
    const key = JSON.stringify(trial.params)
    if (trial.value !== undefined && !chosen.has(key) && chosen.size < count) chosen.set(key, trial)
  }
  return [...chosen.values()]
})

/** A confirmation that was begun keeps its finalists, whatever trials came since. */
const chooseFinalists = Effect.fnUntraced(function* (source: StoredStudy, input: ConfirmInput) {
  const reader = yield* StudyReader
  const name = confirmationName(source.name)
  const begun = input.fresh
    ? undefined
    : (yield* reader.list).map(({ study }) => study).find((study) => study.name === name)
  const settings = begun === undefined ? undefined : settingsOf(begun)
  const runs = input.runs ?? settings?.runs ?? confirmDefaults.runs
  if (settings === undefined)
    return { runs, finalists: yield* bestOf(source, input.finalists ?? confirmDefaults.finalists) }
  if (runs !== settings.runs || (input.finalists ?? settings.finalists.length) !== settings.finalists.length) {
    return yield* Effect.fail(
      new UsageError(
        `A confirmation of "${source.name}" was begun with ${settings.finalists.length} finalists and ${settings.runs} runs.`,
        "Leave the flags out to go on with it, or begin another with --fresh."
      )
    )
  }
  const finalists: Array<StoredTrial> = []
  for (const number of settings.finalists) finalists.push((yield* reader.trial(source.id, number)).trial)
  return { runs, finalists }
})

const checkSource = (source: StoredStudy): UsageError | undefined =>
  source.spec.objectives === undefined
    ? undefined
    : new UsageError(
        `The study "${source.name}" has several objectives: a confirmation ranks by one.`,
        "Look at its front with sweep best, and confirm a study of one of them."
      )

/** Runs the confirmation of a study to its end and prints the verdict. Succeeds with the process's exit status. */
export const confirm = (input: ConfirmInput) =>
  Effect.scoped(
    Effect.gen(function* () {
      const store = storePath(input.store)
      const { study: source } = yield* findStudy(input.study).pipe(Effect.provide(sqlite.readerLayer(store)))
      const problem = checkSource(source)
      if (problem !== undefined) return yield* Effect.fail(problem)
      const loaded = yield* loadStudy(yield* fileOf(source))
      const { study } = loaded
      const flags = yield* attempt(() => ({
        timeMillis: input.time === undefined ? undefined : parseTime(input.time),
        gpus: input.gpus === undefined ? undefined : parseGpus(input.gpus)
      }))
      const backend = yield* chooseBackendFor(study, loaded.usesTensorFlow)
      const slots = yield* attempt(() => slotsFor(study, backend, { parallel: input.parallel, gpus: flags.gpus }))
      const artifacts = artifactsOf(store, confirmationName(source.name), input.artifacts)
      const reporter = yield* Effect.acquireRelease(
        Effect.sync(() => startReporter(input.json ? "silent" : input.reporter)),
        ({ stop }) => Effect.sync(stop)
      )
      if (loaded.fileHash !== source.fileHash)
        reporter.note(
          `${relative(process.cwd(), loaded.file)} has changed since the study was run: what is confirmed is what it trains now.`
        )
      const program = Effect.gen(function* () {
        const { finalists, runs } = yield* chooseFinalists(source, input)
        yield* attempt(() => prepareArtifacts(study, artifacts, input.artifacts))
        const { killAll } = yield* Trainer
        let current: Pick<StudyRun, "ask" | "drain" | "terminate"> = {
          ask: () => Effect.void,
          drain: Effect.void,
          terminate: Effect.void
        }
        yield* listenForSignals({
          drain: Effect.suspend(() => current.drain),
          terminate: Effect.suspend(() => current.terminate),
          killAll,
          note: reporter.note,
          leave: reporter.stop
        })
        const begun = yield* Deferred.make<void>()
        const { live } = reporter
        if (live !== undefined) {
          const ask: StudyRun["ask"] = (request) => Effect.suspend(() => current.ask(request))
          const keys = listenToKeys({ input: process.stdin, view: live, ask })
          // Before there is a run, keys would ask nobody.
          yield* Effect.forkScoped(Effect.andThen(Deferred.await(begun), keys))
          yield* watchGpus(slots, live)
        }
        const { confirmation, ended } = yield* confirmFinalists({
          study,
          source,
          finalists,
          runs,
          fresh: input.fresh,
          name: source.name,
          file: loaded.file,
          fileHash: loaded.fileHash,
          slots,
          artifacts,
          ...(flags.timeMillis === undefined ? {} : { timeMillis: flags.timeMillis }),
          ...(yield* attempt(() => circumstancesOf(loaded.file, slots, backend?.name))),
          emit: (event) => Effect.sync(() => reporter.onEvent(event)),
          onRun: (run) => {
            current = run
            return Effect.asVoid(Deferred.succeed(begun, undefined))
          },
          about: {
            store: relative(process.cwd(), store) || basename(store),
            ...(backend === undefined ? {} : { backend })
          }
        })
        reporter.stop()
        const first = confirmRanking(confirmation.plan.finalists)?.trials[0]?.number
        const looks =
          input.unseal && ended === undefined && first !== undefined
            ? yield* (yield* TrialStore).unseal(source.id, first, "confirm --unseal")
            : undefined
        const [width, theme] = [outputWidth(), outputTheme()]
        if (input.json)
          print(jsonText({ ...confirmationJson(confirmation), ...(looks && { sealed: looks.at(-1)!.metrics, looks }) }))
        else {
          print(`${ended === undefined ? "" : "\n"}${renderConfirmation(confirmation, width, theme)}`)
          if (looks !== undefined) print(renderUnsealed(looks, width, theme))
        }
        if (ended?.reason._tag === "interrupted") {
          process.stderr.write(`Interrupted. Go on with: sweep confirm ${source.name}\n`)
          return interruptedStatus
        }
        if (ended?.reason._tag === "failures") process.stderr.write(`${ended.reason.message}\n`)
        return ended?.reason._tag === "failures" ? 1 : 0
      })
      return yield* program.pipe(
        Effect.provide(
          Layer.mergeAll(sqlite.layer(store, "power"), trainerFor(loaded, study, slots, backend, artifacts, reporter))
        )
      )
    })
  )
