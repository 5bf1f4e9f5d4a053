/** A study as it was at any revision, from what is stored of it. */
import type { Objectives } from "../../search/objectives/direction.ts"
import type { History, TrialState } from "../../search/Trial.ts"
import type { StoredCheckpoint } from "../../store/checkpoints.ts"
import { present } from "../../store/present.ts"
import type { Changes, StoredReport, StoredTrial } from "../../store/records.ts"
import type { RecordedAttempt, RecordedTrial, StudyRecord } from "../../store/StudyRecord.ts"
import { StudyMirror } from "../StudyMirror.ts"

/** What a revision changed: the new state of a trial, a report, or a checkpoint. */
type Moment =
  | { readonly revision: number; readonly trial: StoredTrial }
  | { readonly revision: number; readonly report: StoredReport }
  | { readonly revision: number; readonly checkpoint: StoredCheckpoint }

const bornFrom = (trial: RecordedTrial): StoredTrial => ({
  number: trial.number,
  state: "waiting",
  params: trial.params,
  seed: trial.seed,
  attempt: 0,
  createdAt: trial.createdAt,
  sawRevision: trial.sawRevision,
  createdRevision: trial.createdRevision,
  ...present({ parent: trial.parent, sourceStep: trial.sourceStep }),
  ...(trial.evidence === undefined ? {} : { evidence: trial.evidence })
})

const momentsOf = (trial: RecordedTrial, attempts: ReadonlyArray<RecordedAttempt>): ReadonlyArray<Moment> => {
  const born = bornFrom(trial)
  const moments: Array<Moment> = [{ revision: trial.createdRevision, trial: born }]
  let pause: Pick<StoredTrial, "pausedStep"> = {}
  for (const { absences, attempt, ended, endedRevision, loaded, pausedStep, startedAt, startedRevision } of attempts) {
    // What an attempt goes on from is known from its loading on; where it is taken back and lives on, that stays.
    const at = (revision: number, state: TrialState): Moment => ({
      revision,
      trial: {
        ...born,
        ...pause,
        state,
        attempt,
        startedAt,
        ...(loaded === undefined || revision < loaded.revision ? {} : { continues: loaded.continues })
      }
    })
    moments.push(at(startedRevision, "running"))
    if (loaded !== undefined) {
      const { revision } = loaded
      const isAway =
        (endedRevision ?? Infinity) < revision || absences.some(({ from, to }) => from < revision && revision < to)
      moments.push(at(revision, isAway ? "waiting" : "running"))
    }
    for (const { from, to } of absences) moments.push(at(from, "waiting"), at(to, "running"))
    if (endedRevision === undefined) continue
    if (pausedStep !== undefined) pause = { pausedStep }
    if (endedRevision !== trial.finishedRevision)
      moments.push(at(endedRevision, ended === "paused" ? "paused" : "waiting"))
  }
  if (trial.finishedRevision !== undefined) moments.push({ revision: trial.finishedRevision, trial })
  return moments
}

const momentsIn = (record: StudyRecord): ReadonlyArray<Moment> => {
  const attempts = Map.groupBy(record.attempts, ({ trial }) => trial)
  return [
    ...record.trials.flatMap((trial) => momentsOf(trial, attempts.get(trial.number) ?? [])),
    ...record.reports.map((report) => ({ revision: report.revision, report })),
    ...record.checkpoints.map((checkpoint) => ({ revision: checkpoint.revision, checkpoint }))
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
    const checkpoints: Array<StoredCheckpoint> = []
    for (; this.#next < this.#moments.length; this.#next++) {
      const moment = this.#moments[this.#next]!
      if (moment.revision > revision) break
      if ("trial" in moment) trials.push(moment.trial)
      else if ("report" in moment) reports.push(moment.report)
      else checkpoints.push(moment.checkpoint)
    }
    const changes: Changes = { revision, trials, reports, checkpoints }
    this.#mirror.absorb(changes)
    return this.#mirror
  }
}

/** The history as samplers saw it at a revision. */
export const historyAt = (revision: number, record: StudyRecord, objectives: Objectives): History =>
  new Past(record, objectives).at(revision).history()
