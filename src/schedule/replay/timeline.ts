/** A study as it was at any revision, from what is stored of it. */
import type { Objectives } from "../../search/objectives/direction.ts"
import type { History } from "../../search/Trial.ts"
import type { Changes, StoredReport, StoredTrial } from "../../store/records.ts"
import type { RecordedAttempt, RecordedTrial, StudyRecord } from "../../store/StudyRecord.ts"
import { StudyMirror } from "../StudyMirror.ts"

/** What a revision changed: the new state of a trial, or a report. */
type Moment =
  | { readonly revision: number; readonly trial: StoredTrial }
  | { readonly revision: number; readonly report: StoredReport }

const bornFrom = (trial: RecordedTrial): StoredTrial => ({
  number: trial.number,
  state: "waiting",
  params: trial.params,
  seed: trial.seed,
  attempt: 0,
  createdAt: trial.createdAt,
  sawRevision: trial.sawRevision,
  createdRevision: trial.createdRevision,
  ...(trial.evidence === undefined ? {} : { evidence: trial.evidence })
})

const momentsOf = (trial: RecordedTrial, attempts: ReadonlyArray<RecordedAttempt>): ReadonlyArray<Moment> => {
  const born = bornFrom(trial)
  const moments: Array<Moment> = [{ revision: trial.createdRevision, trial: born }]
  for (const { absences, attempt, endedRevision, startedAt, startedRevision } of attempts) {
    const running: StoredTrial = { ...born, state: "running", attempt, startedAt }
    const waiting: StoredTrial = { ...running, state: "waiting" }
    moments.push({ revision: startedRevision, trial: running })
    for (const { from, to } of absences)
      moments.push({ revision: from, trial: waiting }, { revision: to, trial: running })
    if (endedRevision === undefined) continue
    moments.push({ revision: endedRevision, trial: endedRevision === trial.finishedRevision ? trial : waiting })
  }
  return moments
}

const momentsIn = (record: StudyRecord): ReadonlyArray<Moment> => {
  const attempts = Map.groupBy(record.attempts, ({ trial }) => trial)
  return [
    ...record.trials.flatMap((trial) => momentsOf(trial, attempts.get(trial.number) ?? [])),
    ...record.reports.map((report) => ({ revision: report.revision, report }))
  ].sort((a, b) => a.revision - b.revision)
}

/** Walks through a study's revisions, forwards only. */
export class Past {
  readonly #moments: ReadonlyArray<Moment>
  readonly #mirror: StudyMirror
  #next = 0

  constructor(record: StudyRecord, objectives: Objectives) {
    this.#moments = momentsIn(record)
    this.#mirror = new StudyMirror(objectives, record.study.spec.constraints)
  }

  /** What a runner knew that had absorbed everything up to a revision. Good until the next call. */
  at(revision: number): StudyMirror {
    if (revision < this.#mirror.revision) throw new Error(`revision ${revision} is past`)
    const trials: Array<StoredTrial> = []
    const reports: Array<StoredReport> = []
    for (; this.#next < this.#moments.length; this.#next++) {
      const moment = this.#moments[this.#next]!
      if (moment.revision > revision) break
      if ("trial" in moment) trials.push(moment.trial)
      else reports.push(moment.report)
    }
    const changes: Changes = { revision, trials, reports }
    this.#mirror.absorb(changes)
    return this.#mirror
  }
}

/** The history as samplers saw it at a revision. */
export const historyAt = (revision: number, record: StudyRecord, objectives: Objectives): History =>
  new Past(record, objectives).at(revision).history()
