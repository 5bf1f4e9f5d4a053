/** What changed since a revision, and reports judged by it. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost } from "../../errors.ts"
import type { Verdict } from "../../search/Pruner.ts"
import type { Report } from "../../search/Trial.ts"
import { present } from "../present.ts"
import type { Changes, Lease } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import { changesIn } from "./changes.ts"
import type { Database } from "./Database.ts"
import type { Recent } from "./recent.ts"
import { encodeMetrics, finiteOrNull, noFold, reportOf } from "./rows.ts"
import type { Transactions } from "./transactions.ts"
import { isOpen, type Writes } from "./writes.ts"

interface VerdictRow {
  readonly verdict: Verdict["_tag"]
  readonly reason: string | null
  readonly rung: number | null
}

/** `changes` and `decide` of a store. */
export const changing = (
  database: Database,
  { look, read, write }: Transactions,
  writes: Writes,
  recent: Recent
): Pick<TrialStoreService, "changes" | "decide"> => {
  const study = database.prepare<{ revision: number; metric: string }>(
    "SELECT revision, metric FROM studies WHERE id = ?"
  )
  const changesBetween = changesIn(database)
  const verdict = database.prepare<VerdictRow>(`
    SELECT verdict, reason, rung FROM reports WHERE study = ? AND trial = ? AND attempt = ? AND fold = ? AND step = ?`)
  const advance = database.prepare("UPDATE studies SET revision = ? WHERE id = ?")
  // By position: a name takes longer to bind than its value does.
  const insert = database.prepare(`
    INSERT INTO reports (study, trial, attempt, fold, step, value, metrics, at, revision, verdict, reason, rung, saw_revision)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)

  const revisionOf = (id: number): number => study.first(id)?.revision ?? 0

  const changes = (id: number, since: number, revision: number): Changes =>
    (revision > since ? recent.between(id, since, revision) : undefined) ?? changesBetween(id, since, revision)

  const decide = (
    lease: Lease,
    { fold = noFold, metrics, step }: Report,
    since: number,
    judge: (changes: Changes) => Verdict,
    now: number
  ): Result.Result<Verdict, LeaseLost> => {
    const { attempt, study: id, trial } = lease
    if (!isOpen(lease, writes.held(lease))) return Result.fail(new LeaseLost(trial, attempt))
    const earlier = verdict.first(id, trial, attempt, fold, step)
    if (earlier !== undefined) return Result.succeed(verdictOf(earlier))
    const { metric, revision: sawRevision } = study.first(id)!
    const judged = judge(changes(id, since, sawRevision))
    const revision = sawRevision + 1
    advance.run(revision, id)
    const json = encodeMetrics(metrics)
    const value = finiteOrNull(metrics[metric])
    const { _tag, reason = null } = judged
    const rung = _tag === "Pause" ? judged.rung : null
    insert.run(id, trial, attempt, fold, step, value, json, now, revision, _tag, reason, rung, sawRevision)
    recent.note(id, { revision, report: reportOf({ trial, attempt, fold, step, metrics: json, at: now, revision }) })
    return Result.succeed(judged)
  }

  return {
    changes: (id, since) =>
      Effect.flatMap(
        look(() => revisionOf(id)),
        (revision) => {
          const known = revision <= since ? { revision, trials: [], reports: [] } : recent.between(id, since, revision)
          return known === undefined ? read(() => changes(id, since, revisionOf(id))) : Effect.succeed(known)
        }
      ),
    decide: (lease, report, since, judge) =>
      Effect.flatMap(
        write((now) => decide(lease, report, since, judge, now)),
        Effect.fromResult
      )
  }
}

const verdictOf = ({ reason, rung, verdict }: VerdictRow): Verdict => {
  if (verdict === "Continue") return { _tag: verdict, ...present({ reason }) }
  return verdict === "Prune"
    ? { _tag: verdict, reason: reason ?? "" }
    : { _tag: verdict, rung: rung ?? 0, reason: reason ?? "" }
}
