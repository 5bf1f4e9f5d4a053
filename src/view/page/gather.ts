/** Makes a page's document from a study's record. */
import { basename } from "node:path"
import { importances, observedIn, type Importances } from "../../search/importance/importance.ts"
import type { Confirmation } from "../../schedule/confirmation.ts"
import { reportsInForce } from "../../store/checkpoints.ts"
import type { StoredReport, StoredTrial } from "../../store/records.ts"
import type { StudyRecord } from "../../store/StudyRecord.ts"
import type { FoldValue } from "../../store/StudyReader.ts"
import { certaintyOf, type Certainty } from "../certainty.ts"
import { confirmationJson, confirmationWords } from "../confirm.ts"
import { isMeasuredAgain } from "../measuredAgain.ts"
import { nothingRanked, rankingNotes } from "../rankingWords.ts"
import { thinned } from "../plots/Plot.ts"
import { countStates, rankTrials } from "../ranking.ts"
import { pack } from "./pack.ts"
import type { PageData, PageReport, PageStudy, PageVerdict, TrialDetails } from "./PageData.ts"
import { packTrials, pageTrials } from "./PageTrial.ts"
import { studyFacts } from "./studyFacts.ts"

/** What a page is made from. */
export interface PageRequest {
  /** As a reader of the store gives it: without sealed metrics. */
  readonly record: StudyRecord
  readonly folds: ReadonlyArray<FoldValue>
  /** Milliseconds since 1970. */
  readonly now: number
  readonly confirmation?: Confirmation
  /** Logs and the like, by trial. Default: none. */
  readonly details?: ReadonlyMap<number, TrialDetails>
  /** Tells which params matter. Default: computes it. */
  readonly importancesOf?: typeof importancesIn
}

/** More points than these would be half of the file, and nobody could see them. */
const mostReports = 40_000
const mostCurves = 400

/** The best trials' reports first, then those of trials spread over the study, each curve thinned to its part. */
const fewerReports = (
  reports: ReadonlyArray<PageReport>,
  ranking: ReadonlyArray<number>
): ReadonlyArray<PageReport> => {
  const curves = Map.groupBy(reports, ({ trial }) => trial)
  const best = ranking.filter((number) => curves.has(number)).slice(0, mostCurves / 4)
  const others = thinned(
    [...curves.keys()].filter((number) => !best.includes(number)),
    mostCurves - best.length
  )
  const chosen = [...best, ...others].sort((a, b) => a - b)
  return chosen.flatMap((number) => thinned(curves.get(number)!, Math.floor(mostReports / chosen.length)))
}

/** The reports of an objective that can be drawn. */
export const reportsOf = (stored: ReadonlyArray<StoredReport>, metric: string): ReadonlyArray<PageReport> =>
  stored.flatMap(({ attempt, fold, metrics, step, trial }) => {
    const value = metrics[metric]
    return value === undefined || !Number.isFinite(value)
      ? []
      : [{ trial, step, value, ...(fold === undefined ? {} : { fold }), ...(attempt === 1 ? {} : { attempt }) }]
  })

/** Who wins by what is known: a confirmation's verdict, or what the leaderboard says of itself. */
const verdictOf = (
  { confirmation, record: { study, trials } }: PageRequest,
  certainty: Certainty | undefined
): PageVerdict => {
  if (confirmation !== undefined)
    return { words: confirmationWords(confirmation), confirmation: confirmationJson(confirmation) }
  const complete = trials.filter(({ state, value }) => state === "complete" && value !== undefined)
  if (complete.length === 0) return { words: [nothingRanked(study, countStates(trials))] }
  if (complete.length === 1) return { words: ["One trial is complete: there is nothing to compare it with yet."] }
  return { words: rankingNotes({ study, ...(certainty === undefined ? {} : { certainty }) }) }
}

/** How sure a ranking of these trials is. Folds tell the noise; repeats do where noise is declared. */
export const certaintyIn = ({ study, trials }: StudyRecord, folds: ReadonlyArray<FoldValue>): Certainty | undefined =>
  isMeasuredAgain(study, folds) ? certaintyOf(study, trials, folds) : undefined

/** Which params matter, as far as the trials tell. */
export const importancesIn = ({ study: { spec }, trials }: StudyRecord): Importances | undefined =>
  importances(spec.space, observedIn(trials), spec.seed)

/** A study as a page may know it. */
export const pageStudy = ({
  budgetTrials,
  createdAt,
  file,
  name,
  revision,
  spec,
  stopped
}: StudyRecord["study"]): PageStudy => ({
  name,
  spec,
  budgetTrials,
  createdAt,
  revision,
  ...(file === undefined ? {} : { file: basename(file) }),
  ...(stopped === undefined ? {} : { stopped })
})

const failureDetails = (trials: ReadonlyArray<StoredTrial>): ReadonlyArray<readonly [number, TrialDetails]> =>
  trials.flatMap(({ failure, number }) =>
    failure?.detail === undefined ? [] : [[number, { failure: failure.detail }]]
  )

/** The document of a study. Pure: the same record gives the same document. */
export const pageData = (request: PageRequest): PageData => {
  const { details = new Map(), folds, importancesOf = importancesIn, now, record } = request
  const { attempts, study, trials } = record
  const { spec } = study
  const certainty = certaintyIn(record, folds)
  const reports = reportsOf(reportsInForce(trials, record.reports), spec.objective.metric)
  const isMuch = reports.length > mostReports
  const ranking = rankTrials(trials, spec).map(({ trial }) => trial.number)
  return {
    made: now,
    study: pageStudy(study),
    counts: countStates(trials),
    trials: packTrials(pageTrials(trials, spec, certainty)),
    attempts: pack(
      attempts.map(({ attempt, ended, startedAt, trial }) => ({
        trial,
        attempt,
        startedAt,
        ...(ended === undefined ? {} : { ended })
      }))
    ),
    reports: pack((isMuch ? fewerReports(reports, ranking) : reports).map((report) => ({ ...report }))),
    thinned: isMuch,
    importances: importancesOf(record) ?? null,
    verdict: verdictOf(request, certainty),
    facts: studyFacts(record),
    details: Object.fromEntries([...failureDetails(trials), ...details])
  }
}
