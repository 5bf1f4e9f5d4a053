/** `sweep run`: runs a study, or goes on with it. */
import { appendFileSync } from "node:fs"
import { basename, relative } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { explain, UsageError, type SweepError } from "../errors.ts"
import type { Study } from "../search/Study.ts"
import type { StudyEnded, StudyEvent } from "../schedule/events.ts"
import { openRun } from "../schedule/runStudy.ts"
import { inThread } from "../schedule/suggestions/thread.ts"
import { armFailPoint } from "../store/failPoint.ts"
import type { Failure } from "../store/records.ts"
import * as sqlite from "../store/sqlite.ts"
import type { Durability } from "../store/sqlite/transactions.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { Trainer } from "../train/Trainer.ts"
import { githubSummary } from "../view/githubActions.ts"
import { renderLeaderboard } from "../view/leaderboard.ts"
import { endSummary } from "../view/summary.ts"
import { artifactsOf, prepareArtifacts } from "./artifacts.ts"
import { attempt } from "./attempt.ts"
import { certaintyFor } from "./certaintyFor.ts"
import { interruptedStatus, listenForSignals } from "./interruption.ts"
import { listenToKeys } from "./keyboard.ts"
import { loadStudy, type LoadedStudy } from "./loadStudy.ts"
import { slotsFor } from "./machine.ts"
import type { ReporterName } from "./names.ts"
import { circumstancesOf } from "./provenance.ts"
import { overridden, parseGpus, parseTime, parseTrials, type Overrides } from "./overrides.ts"
import { startReporter, type Reporter } from "./reporters.ts"
import { studyMistake } from "./studyMistake.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"
import { chooseBackendFor, trainerFor } from "./trainers.ts"
import { watchGpus } from "./watchGpus.ts"
import { boundYoungGeneration } from "./youngGeneration.ts"

/** What the command line gives. */
export interface RunInput extends Overrides {
  readonly file: string
  readonly trials: string | undefined
  readonly time: string | undefined
  readonly parallel: number | undefined
  readonly gpus: string | undefined
  readonly store: string | undefined
  readonly artifacts: string | undefined
  readonly fresh: boolean
  readonly deterministic: boolean
  readonly durability: Durability
  readonly reporter: ReporterName
}

/** Throws `UsageError` where a time budget, or population-based training, would make the trials depend on how fast they are. */
const checkDeterministic = (study: Study, { deterministic }: RunInput, timeMillis: number | undefined): void => {
  if (deterministic && study.sampler.name === "pbt") {
    throw new UsageError(
      "--deterministic does not go with population-based training: it copies trials that are still running.",
      "Leave --deterministic out: the record of the study shows who was copied, and sweep replay comes to it again."
    )
  }
  if (!deterministic || (timeMillis ?? study.budget.timeMillis) === undefined) return
  throw new UsageError(
    "--deterministic does not go with a time budget: which trials there are would depend on how fast they are.",
    timeMillis === undefined
      ? "Take budget.time out of the study file."
      : "Leave --time out, and bound the trials: --trials 60."
  )
}

const resumeLine = (input: RunInput): string => {
  const store = input.store === undefined ? "" : ` --store ${input.store}`
  const artifacts = input.artifacts === undefined ? "" : ` --artifacts ${input.artifacts}`
  return `Interrupted. Every finished trial is stored; go on with: sweep run ${input.file}${store}${artifacts}`
}

/** Throws `UsageError` where the file that GitHub Actions names cannot be written. */
const appendSummary = (file: string, summary: string): void => {
  try {
    appendFileSync(file, summary)
  } catch (error) {
    throw new UsageError(
      `The step summary cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      "GITHUB_STEP_SUMMARY names a file of the runner; unset it where there is none."
    )
  }
}

const showEnd = Effect.fnUntraced(function* (
  loaded: LoadedStudy,
  ended: StudyEnded,
  lastFailure: Failure | undefined,
  reporter: Reporter,
  input: RunInput
) {
  reporter.stop()
  if (input.reporter !== "json") {
    const reader = yield* StudyReader
    const { counts, study } = yield* reader.summary(loaded.name)
    const trials = yield* reader.leaderboard(study.id, study.spec.objectives === undefined ? 110 : undefined)
    const certainty = yield* certaintyFor(study)
    const request = {
      study,
      trials,
      counts,
      top: 10,
      width: outputWidth(),
      theme: outputTheme(),
      ...(certainty === undefined ? {} : { certainty })
    }
    print(`\n${renderLeaderboard(request)}`)
    const summary = process.env["GITHUB_STEP_SUMMARY"]
    if (input.reporter === "github-actions" && summary !== undefined)
      yield* attempt(() => appendSummary(summary, githubSummary(ended, request)))
    if (process.stdout.isTTY) print(`\n${study.name}: ${endSummary(ended)}`)
  }
  if (ended.reason._tag === "interrupted") process.stderr.write(`${resumeLine(input)}\n`)
  const mistake =
    ended.complete > 0 || lastFailure === undefined ? undefined : studyMistake(loaded, process.cwd(), lastFailure)
  if (mistake !== undefined) process.stderr.write(`${explain(mistake)}\n`)
})

const statusOf = (ended: StudyEnded): number => {
  if (ended.reason._tag === "interrupted") return interruptedStatus
  return ended.reason._tag === "failures" || ended.complete === 0 ? 1 : 0
}

/** Runs the study to the end of its budget and prints the leaderboard. Succeeds with the process's exit status. */
export const run = (input: RunInput): Effect.Effect<number, SweepError> =>
  Effect.scoped(
    Effect.gen(function* () {
      armFailPoint(process.env["SWEEP_FAIL_POINT"])
      const loaded = yield* loadStudy(input.file)
      const study = yield* attempt(() => overridden(loaded.study, input))
      const flags = yield* attempt(() => ({
        trials: input.trials === undefined ? undefined : parseTrials(input.trials),
        timeMillis: input.time === undefined ? undefined : parseTime(input.time),
        gpus: input.gpus === undefined ? undefined : parseGpus(input.gpus)
      }))
      yield* attempt(() => checkDeterministic(study, input, flags.timeMillis))
      const backend = yield* chooseBackendFor(study, loaded.usesTensorFlow)
      const slots = yield* attempt(() => slotsFor(study, backend, { parallel: input.parallel, gpus: flags.gpus }))
      const store = storePath(input.store)
      const artifacts = artifactsOf(store, loaded.name, input.artifacts)
      const reporter = yield* Effect.acquireRelease(
        Effect.sync(() => startReporter(input.reporter)),
        ({ stop }) => Effect.sync(stop)
      )
      const services = Layer.mergeAll(
        sqlite.layer(store, input.durability),
        trainerFor(loaded, study, slots, backend, artifacts, reporter)
      )
      const program = Effect.gen(function* () {
        let lastFailure: Failure | undefined
        yield* attempt(() => prepareArtifacts(study, artifacts, input.artifacts))
        const opened = yield* openRun({
          study,
          name: loaded.name,
          file: loaded.file,
          fileHash: loaded.fileHash,
          slots,
          artifacts,
          suggester: inThread({
            studyFile: loaded.file,
            fileHash: loaded.fileHash,
            seed: study.seed,
            ...(input.sampler === undefined ? {} : { sampler: input.sampler })
          }),
          create: { fresh: input.fresh, ...(flags.trials === undefined ? {} : { trials: flags.trials }) },
          ...(flags.timeMillis === undefined ? {} : { timeMillis: flags.timeMillis }),
          deterministic: input.deterministic,
          ...(yield* attempt(() => circumstancesOf(loaded.file, slots, backend?.name))),
          emit: (event: StudyEvent) =>
            Effect.sync(() => {
              if (event._tag === "TrialEnded" && event.end.state === "failed") lastFailure = event.end.failure
              reporter.onEvent(event)
            }),
          about: {
            store: relative(process.cwd(), store) || basename(store),
            ...(backend === undefined ? {} : { backend })
          }
        })
        const { killAll } = yield* Trainer
        yield* listenForSignals({
          drain: opened.drain,
          terminate: opened.terminate,
          killAll,
          note: reporter.note,
          leave: reporter.stop
        })
        const { live } = reporter
        if (live !== undefined) {
          yield* listenToKeys({ input: process.stdin, view: live, ask: opened.ask })
          yield* watchGpus(slots, live)
        }
        const ended = yield* opened.run
        yield* showEnd(loaded, ended, lastFailure, reporter, input)
        return statusOf(ended)
      })
      boundYoungGeneration()
      return yield* program.pipe(Effect.provide(services))
    })
  )
