/** A store's state as plain data. */
import type { Verdict } from "../../search/Pruner.ts"
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
import type { Absence, Setup } from "../StudyRecord.ts"

/** An execution, with whom it belongs to. */
export interface Attempt {
  record: StoredAttempt
  readonly runner: Runner
  readonly startedRevision: number
  endedRevision: number | undefined
  readonly absences: Array<Absence>
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
  turn: { readonly epoch: number; readonly until: number; readonly runner: Runner } | undefined
  turns: number
  unsealings: ReadonlyArray<Unsealing>
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

/** Leases a waiting trial to a runner. */
export const lease = (
  books: Books,
  entry: Entry,
  runner: Runner,
  until: number,
  now: number,
  revision: number
): Claimed => {
  const trial = entry.trial.number
  const attempt = entry.trial.attempt + 1
  const failures: Partial<Record<FailureReason, number>> = {}
  for (const { record } of entry.attempts)
    if (record.failure !== undefined) failures[record.failure.reason] = (failures[record.failure.reason] ?? 0) + 1
  amend(entry, revision, { state: "running", attempt, startedAt: now })
  entry.leaseUntil = until
  entry.attempts.push({
    runner,
    record: { trial, attempt, host: runner.host, pid: runner.pid, startedAt: now },
    startedRevision: revision,
    endedRevision: undefined,
    absences: []
  })
  return {
    lease: { study: books.study.id, trial, attempt },
    params: entry.trial.params,
    seed: entry.trial.seed,
    failures
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
export const changesOf = ({ entries, study }: Books, since: number): Changes => ({
  revision: study.revision,
  trials: entries.filter(({ revision }) => revision > since).map(({ trial }) => trial),
  reports: entries.flatMap(({ judged }) =>
    judged
      .map(({ report }) => report)
      .filter(({ revision }) => revision > since)
      .sort(byKey)
  )
})

/** The order of a trial's reports: by attempt, fold and step. */
export const byKey = (
  a: Pick<StoredReport, "attempt" | "fold" | "step">,
  b: Pick<StoredReport, "attempt" | "fold" | "step">
): number => a.attempt - b.attempt || (a.fold ?? -1) - (b.fold ?? -1) || a.step - b.step
