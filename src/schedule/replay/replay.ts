/** Asks again: recomputes proposals and verdicts from what is stored, and compares to the bit. */
import { objectivesOf } from "../../search/objectives/direction.ts"
import type { Pruner, Verdict } from "../../search/Pruner.ts"
import type { Sampler } from "../../search/Sampler.ts"
import type { Study } from "../../search/Study.ts"
import { enqueued, suggestNext } from "../../search/suggest.ts"
import { trialSeed } from "../../search/math/rng.ts"
import type { StoredDecision, StoredReport } from "../../store/records.ts"
import type { RecordedAttempt, RecordedTrial, Setup, StudyRecord } from "../../store/StudyRecord.ts"
import { judgeReport } from "../judge.ts"
import { nextResumption } from "../pausing.ts"
import { seenThrough } from "../window.ts"
import type { StudyMirror } from "../StudyMirror.ts"
import { differencesBetween, type Difference } from "./compare.ts"
import { Past } from "./timeline.ts"

/** What recomputes. */
export interface Replayer {
  readonly study: Study
  /** SHA-256 of the study file that `study` comes from. */
  readonly fileHash: string
  /** The sampler of these settings; undefined where it cannot be had. */
  readonly samplerOf: (setup: Setup) => Sampler | undefined
  readonly prunerOf: (setup: Setup) => Pruner | undefined
}

/** What came of a replay. */
export interface Replayed {
  readonly proposals: number
  readonly verdicts: number
  readonly resumptions: number
  readonly differences: ReadonlyArray<Difference>
  /** What could not be recomputed, by why. */
  readonly passedOver: ReadonlyMap<string, ReadonlyArray<number>>
}

interface Task {
  readonly sawRevision: number
  readonly trial: number
  /** Why it cannot be done, or what differs. */
  readonly run: (past: StudyMirror) => string | ReadonlyArray<Difference>
  readonly kind: Difference["what"]
}

const otherFile = "they were made with another version of the study file"
const unknownRunner = "who made them is not on record: they are of an older format"
const settingsOf = ({ name, settings }: Setup["sampler"]): string =>
  Object.keys(settings).length === 0 ? name : `${name} with ${JSON.stringify(settings)}`

/** Why what was made with a setup cannot be made again; undefined where it can. */
const obstacle = (setup: Setup | undefined, { fileHash }: Replayer): string | undefined => {
  if (setup === undefined) return unknownRunner
  return setup.fileHash === fileHash ? undefined : otherFile
}

const propose = (record: StudyRecord, trial: RecordedTrial, replayer: Replayer, past: StudyMirror) => {
  const setup = record.setups.get(trial.proposedBy ?? "")
  if (setup?.sampler.name === enqueued) return "a person put them first, with sweep enqueue"
  const because = obstacle(setup, replayer)
  if (because !== undefined || setup === undefined) return because ?? unknownRunner
  const sampler = replayer.samplerOf(setup)
  if (sampler === undefined)
    return `they were proposed by ${settingsOf(setup.sampler)}, which the study file does not have`
  const { spec } = record.study
  const { number } = trial
  const suggestion = suggestNext(
    { ...replayer.study, sampler, seed: spec.seed },
    {
      history: seenThrough(past.history(), number, setup.window),
      number,
      budget: trial.sawBudget ?? record.study.budgetTrials
    }
  )
  const { evidence, params, seed } = trial
  const parent = trial.parent === undefined ? undefined : { trial: trial.parent, step: trial.sourceStep }
  const stored = { params, evidence, seed, parent }
  const again = "exhausted" in suggestion ? suggestion : { ...suggestion, seed: trialSeed(spec.seed, number) }
  return differencesBetween({ trial: number, what: "proposal" }, stored, again)
}

const judge = (
  record: StudyRecord,
  decision: StoredDecision,
  report: StoredReport,
  setup: Setup | undefined,
  replayer: Replayer,
  past: StudyMirror
) => {
  const because = obstacle(setup, replayer)
  if (because !== undefined || setup === undefined) return because ?? unknownRunner
  const pruner = replayer.prunerOf(setup)
  if (pruner === undefined) return `they were judged by ${settingsOf(setup.pruner)}, which the study file does not have`
  const { attempt, fold, step, trial } = decision
  const lease = { study: record.study.id, trial, attempt }
  const again: Verdict = judgeReport(pruner, objectivesOf(record.study.spec), past, lease, report, setup.window)
  const stored = { verdict: decision.verdict, reason: decision.reason, rung: decision.rung }
  const what = { trial, what: "verdict", attempt, step, ...(fold === undefined ? {} : { fold }) } as const
  const { reason, _tag: verdict } = again
  return differencesBetween(what, stored, { verdict, reason, rung: again._tag === "Pause" ? again.rung : undefined })
}

const resume = (
  record: StudyRecord,
  { attempt, resumption, trial }: RecordedAttempt,
  setup: Setup | undefined,
  replayer: Replayer,
  past: StudyMirror
) => {
  const because = obstacle(setup, replayer)
  if (because !== undefined || setup === undefined) return because ?? unknownRunner
  const pruner = replayer.prunerOf(setup)
  if (pruner === undefined)
    return `they were resumed by ${settingsOf(setup.pruner)}, which the study file does not have`
  const { couldStart, reason } = resumption!
  const again = nextResumption(pruner, objectivesOf(record.study.spec), past, couldStart)
  return differencesBetween({ trial, what: "resumption", attempt }, { resume: trial, reason }, again ?? {})
}

const keyOf = ({ attempt, fold, step, trial }: StoredDecision | StoredReport) => `${trial}/${attempt}/${fold}/${step}`

const tasksOf = (record: StudyRecord, replayer: Replayer): ReadonlyArray<Task> => {
  const reports = new Map(record.reports.map((report) => [keyOf(report), report]))
  const runners = new Map(record.attempts.map(({ attempt, runner, trial }) => [`${trial}/${attempt}`, runner]))
  const proposals = record.trials.map((trial): Task => {
    const run = (past: StudyMirror) => propose(record, trial, replayer, past)
    return { sawRevision: trial.sawRevision, trial: trial.number, run, kind: "proposal" }
  })
  const verdicts = record.decisions.map((decision): Task => {
    const { attempt, sawRevision, trial } = decision
    const setup = record.setups.get(runners.get(`${trial}/${attempt}`) ?? "")
    const run = (past: StudyMirror) => judge(record, decision, reports.get(keyOf(decision))!, setup, replayer, past)
    return { sawRevision, trial, run, kind: "verdict" }
  })
  const resumptions = record.attempts.flatMap((attempt): ReadonlyArray<Task> => {
    if (attempt.resumption === undefined) return []
    const { resumption, runner, trial } = attempt
    const run = (past: StudyMirror) => resume(record, attempt, record.setups.get(runner), replayer, past)
    return [{ sawRevision: resumption.sawRevision, trial, run, kind: "resumption" }]
  })
  return [...proposals, ...verdicts, ...resumptions]
}

/** Recomputes what was decided about one trial, or about all of them. Throws what the study's own code throws. */
export const replay = (record: StudyRecord, replayer: Replayer, only?: number): Replayed => {
  const past = new Past(record, objectivesOf(record.study.spec))
  const counts = { proposal: 0, verdict: 0, resumption: 0 }
  const differences: Array<Difference> = []
  const passedOver = new Map<string, Array<number>>()
  const tasks = tasksOf(record, replayer)
    .filter(({ trial }) => only === undefined || trial === only)
    .sort((a, b) => a.sawRevision - b.sawRevision)
  for (const { kind, run, sawRevision, trial } of tasks) {
    const found = run(past.at(sawRevision))
    if (typeof found !== "string") {
      counts[kind]++
      differences.push(...found)
    } else if (passedOver.get(found)?.includes(trial) !== true)
      passedOver.set(found, [...(passedOver.get(found) ?? []), trial])
  }
  return {
    proposals: counts.proposal,
    verdicts: counts.verdict,
    resumptions: counts.resumption,
    differences,
    passedOver
  }
}
