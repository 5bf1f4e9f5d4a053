/** What this process wrote last, so that it need not be read back: a runner that is alone reads nothing of its own twice. */
import type { Changes, StoredReport, StoredTrial } from "../records.ts"

/** Everything that one revision changed. */
export type OwnChange = { readonly revision: number } & (
  | { readonly trial: StoredTrial; readonly report?: undefined }
  | { readonly report: StoredReport; readonly trial?: undefined }
)

/** The latest changes that were written here, of each study. */
export interface Recent {
  /** Takes note, inside a transaction, of what it changes. It counts when the transaction is committed. */
  readonly note: (study: number, change: OwnChange) => void
  /** A transaction begins: what an earlier one noted that was not committed is forgotten. */
  readonly begin: () => void
  readonly commit: () => void
  /** What changed after one revision up to another; undefined where not all of it was written here, or too long ago. */
  readonly between: (study: number, since: number, upTo: number) => Changes | undefined
}

/** So many revisions are kept: a runner looks at least once in each of its trials. */
const mostKept = 64

/** Without gaps: the change at index i is the study's revision `from + 1 + i`. */
interface Run {
  from: number
  readonly changes: Array<OwnChange>
}

const byPlace = (a: StoredReport, b: StoredReport): number =>
  a.trial - b.trial || a.attempt - b.attempt || (a.fold ?? -1) - (b.fold ?? -1) || a.step - b.step

/** As the store would read them: trials in their latest state, each by rising key. */
const asRead = (changes: ReadonlyArray<OwnChange>, revision: number): Changes => {
  const trials = new Map<number, StoredTrial>()
  const reports: Array<StoredReport> = []
  for (const { report, trial } of changes) {
    if (trial === undefined) reports.push(report)
    else trials.set(trial.number, trial)
  }
  return {
    revision,
    trials: [...trials.values()].sort((a, b) => a.number - b.number),
    reports: reports.sort(byPlace)
  }
}

/** Nothing is known of what was written before. */
export const rememberRecent = (): Recent => {
  const runs = new Map<number, Run>()
  let pending: Array<{ readonly study: number; readonly change: OwnChange }> = []

  const keep = (study: number, change: OwnChange): void => {
    const known = runs.get(study)
    const continues = known !== undefined && known.from + known.changes.length + 1 === change.revision
    if (!continues) {
      runs.set(study, { from: change.revision - 1, changes: [change] })
      return
    }
    known.changes.push(change)
    if (known.changes.length <= mostKept) return
    known.changes.shift()
    known.from++
  }

  return {
    note: (study, change) => {
      pending.push({ study, change })
    },
    begin: () => {
      pending = []
    },
    commit: () => {
      for (const { change, study } of pending) keep(study, change)
      pending = []
    },
    between: (study, since, upTo) => {
      const known = runs.get(study)
      if (known === undefined || since < known.from || upTo !== known.from + known.changes.length) return undefined
      return asRead(known.changes.slice(since - known.from), upTo)
    }
  }
}
