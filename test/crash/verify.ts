/** What must hold of a study's files, however often its processes were killed. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"

interface TrialRow {
  readonly number: number
  readonly state: string
  readonly attempt: number
}

const openStore = (cwd: string) => new BetterSqlite3(join(cwd, "sweep.db"), { readonly: true })

/** How many trials are in each state. */
export const statesIn = (cwd: string): Readonly<Record<string, number>> => {
  if (!existsSync(join(cwd, "sweep.db"))) return {}
  const database = openStore(cwd)
  try {
    const rows = database.prepare("SELECT state, count(*) AS count FROM trials GROUP BY state").all() as ReadonlyArray<{
      readonly state: string
      readonly count: number
    }>
    return Object.fromEntries(rows.map(({ count, state }) => [state, count]))
  } catch (error) {
    // Between its making and its first table there is nothing in it.
    if (error instanceof Error && error.message.startsWith("no such table")) return {}
    throw error
  } finally {
    database.close()
  }
}

/** How many trials will not change any more. */
export const finishedIn = (cwd: string): number => {
  const { complete = 0, failed = 0, pruned = 0 } = statesIn(cwd)
  return complete + failed + pruned
}

const startsIn = (cwd: string): ReadonlyArray<readonly [trial: number, attempt: number]> =>
  readFileSync(join(cwd, "witness.txt"), "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, trial, attempt] = /^start (\d+) (\d+) \d+$/.exec(line) ?? []
      return trial === undefined ? [] : [[Number(trial), Number(attempt)] as const]
    })

/** Everything that does not hold, in words: empty is good. */
export const problemsIn = (cwd: string, trials: number): ReadonlyArray<string> => {
  const database = openStore(cwd)
  try {
    const rows = database
      .prepare("SELECT number, state, attempt FROM trials ORDER BY number")
      .all() as ReadonlyArray<TrialRow>
    const starts = startsIn(cwd)
    const given = starts.map(([trial, attempt]) => `${trial}.${attempt}`)
    const sound = database.pragma("integrity_check", { simple: true })
    const orphans = database.prepare("SELECT count(*) FROM attempts WHERE ended IS NULL").pluck().get()
    return [
      ...(rows.length === trials ? [] : [`there are ${rows.length} trials, not ${trials}`]),
      ...rows.flatMap(({ number, state }, index) => [
        ...(number === index ? [] : [`trial ${number} is where ${index} should be`]),
        ...(["complete", "pruned", "failed"].includes(state) ? [] : [`trial ${number} is ${state}`])
      ]),
      ...(new Set(given).size === given.length ? [] : ["an attempt was executed twice"]),
      ...starts.flatMap(([trial, attempt]) =>
        attempt <= (rows[trial]?.attempt ?? 0) ? [] : [`trial ${trial} was executed after it was finished`]
      ),
      ...(orphans === 0 ? [] : [`${String(orphans)} attempts have no end`]),
      ...(sound === "ok" ? [] : [`integrity_check: ${String(sound)}`])
    ]
  } finally {
    database.close()
  }
}

/** What was decided, without what may differ between two executions: attempts, revisions, processes and times. */
export const decisionsIn = (cwd: string) => {
  const database = openStore(cwd)
  try {
    return {
      trials: database
        .prepare(
          "SELECT number, state, params, seed, value, metrics, failure, pruned_because, evidence, saw_budget FROM trials ORDER BY number"
        )
        .all(),
      reports: database
        .prepare(
          `SELECT r.trial, r.fold, r.step, r.metrics, d.verdict, d.reason
          FROM reports r JOIN decisions d USING (study, trial, attempt, fold, step)
          JOIN trials t ON t.study = r.study AND t.number = r.trial AND t.attempt = r.attempt
          ORDER BY r.trial, r.fold, r.step`
        )
        .all()
    }
  } finally {
    database.close()
  }
}
