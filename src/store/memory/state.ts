/** A store's state as plain data. */
import type { Verdict } from "../../search/Pruner.ts"
import { type Reported, type Segment, sourcesOf, type StoredCheckpoint, type StoredResumption } from "../checkpoints.ts"
import type {
  Changes,
  Claimed,
  FailureReason,
  Lease,
  Runner,
  StoredAttempt,
  StoredReport,
  StoredStudy,
  StoredTrial,
  Unsealing
} from "../records.ts"
import type { StoredRequest } from "../requests.ts"
import type { Absence, Setup } from "../StudyRecord.ts"

/** An execution, with whom it belongs to. */
export interface Attempt {
  record: StoredAttempt
  readonly runner: Runner
  readonly startedRevision: number
  endedRevision: number | undefined
  readonly absences: Array<Absence>
  readonly resumption: StoredResumption | undefined
  loaded: { readonly revision: number; readonly continues: ReadonlyArray<Segment> } | undefined
  pausedStep: number | undefined
}

/** A report with the verdict that it got. */
export interface Judged {
  readonly report: StoredReport
  readonly verdict: Verdict
  readonly sawRevision: number
}

/** A trial, with what only the store needs to know of it. */
export interface Entry {
  trial: StoredTrial
  /** The study's revision at the trial's last change. */
  revision: number
  readonly proposedBy: string
  readonly sawBudget: number
  leaseUntil: number
  readonly attempts: Array<Attempt>
  readonly judged: Array<Judged>
}

/** A study with everything in it. A trial's number is its place in `entries`. */
export interface Books {
  study: StoredStudy
  activeAt: number
  readonly entries: Array<Entry>
  readonly setups: Map<string, Setup>
  /** In the order of their saving. */
  checkpoints: ReadonlyArray<StoredCheckpoint>
  turn: { readonly epoch: number; readonly until: number; readonly runner: Runner } | undefined
  turns: number
  unsealings: ReadonlyArray<Unsealing>
  requests: ReadonlyArray<StoredRequest>
}

/** A store in memory: studies by their id. */
export type Memory = Map<number, Books>

/** Counts one more write to the study. */
export const nextRevision = (books: Books, activeAt?: number): number => {
  books.study = { ...books.study, revision: books.study.revision + 1 }
  if (activeAt !== undefined) books.activeAt = Math.max(books.activeAt, activeAt)
  return books.study.revision
}

/** Changes what a trial says, at a revision. */
export const amend = (entry: Entry, revision: number, change: Partial<StoredTrial>): void => {
  entry.trial = { ...entry.trial, ...change }
  entry.revision = revision
}

/** The checkpoints of a trial whose files are there. */
export const checkpointsThere = ({ checkpoints }: Books, trial: number): ReadonlyArray<StoredCheckpoint> =>
  checkpoints.filter((checkpoint) => checkpoint.trial === trial && checkpoint.removedAt === undefined)

const reportedBy = ({ judged }: Entry): Reported => {
  const reported = new Map<number, number | undefined>()
  for (const { report } of judged) {
    const before = reported.get(report.attempt)
    reported.set(report.attempt, report.fold === undefined ? Math.max(before ?? 0, report.step) : before)
  }
  return reported
}

/** Leases a waiting trial to a runner, or a paused one that is resumed. */
export const lease = (
  books: Books,
  entry: Entry,
  runner: Runner,
  until: number,
  now: number,
  revision: number,
  resumption?: StoredResumption
): Claimed => {
  const trial = entry.trial.number
  const attempt = entry.trial.attempt + 1
  const failures: Partial<Record<FailureReason, number>> = {}
  for (const { record } of entry.attempts)
    if (record.failure !== undefined) failures[record.failure.reason] = (failures[record.failure.reason] ?? 0) + 1
  const { continues: _continues, pausedBecause: _why, ...rest } = entry.trial
  entry.trial = rest
  amend(entry, revision, { state: "running", attempt, startedAt: now })
  entry.leaseUntil = until
  entry.attempts.push({
    runner,
    record: {
      trial,
      attempt,
      host: runner.host,
      pid: runner.pid,
      startedAt: now,
      ...(resumption === undefined ? {} : { resumption })
    },
    startedRevision: revision,
    endedRevision: undefined,
    absences: [],
    resumption,
    loaded: undefined,
    pausedStep: undefined
  })
  const { parent, sourceStep } = entry.trial
  return {
    lease: { study: books.study.id, trial, attempt },
    params: entry.trial.params,
    seed: entry.trial.seed,
    failures,
    ...(resumption === undefined ? {} : { resumption }),
    sources: sourcesOf(
      checkpointsThere(books, trial),
      reportedBy(entry),
      parent === undefined ? [] : checkpointsThere(books, parent),
      sourceStep
    )
  }
}

/** Keeps, of an attempt that was taken back and goes on or ends after all, that its trial waited until now. */
export const noteAbsence = ({ absences, endedRevision, record }: Attempt, revision: number): void => {
  if (record.ended === "lost") absences.push({ from: endedRevision!, to: revision })
}

/** Whether the attempt may still be written about: it runs, or was taken back and nobody has taken it over. */
export const isOpen = ({ attempts, trial }: Entry, { attempt }: Lease): boolean =>
  trial.attempt === attempt &&
  (trial.state === "running" || (trial.state === "waiting" && attempts.at(-1)?.record.ended === "lost"))

/** What changed in a study since a revision. */
export const changesOf = ({ checkpoints, entries, study }: Books, since: number): Changes => ({
  ...savedSince(checkpoints, since),
  revision: study.revision,
  trials: entries.filter(({ revision }) => revision > since).map(({ trial }) => trial),
  reports: entries.flatMap(({ judged }) =>
    judged
      .map(({ report }) => report)
      .filter(({ revision }) => revision > since)
      .sort(byKey)
  )
})

const savedSince = (checkpoints: ReadonlyArray<StoredCheckpoint>, since: number): Pick<Changes, "checkpoints"> => {
  const saved = checkpoints.filter(({ revision }) => revision > since)
  return saved.length === 0 ? {} : { checkpoints: saved }
}

/** The order of a trial's reports: by attempt, fold and step. */
export const byKey = (
  a: Pick<StoredReport, "attempt" | "fold" | "step">,
  b: Pick<StoredReport, "attempt" | "fold" | "step">
): number => a.attempt - b.attempt || (a.fold ?? -1) - (b.fold ?? -1) || a.step - b.step
