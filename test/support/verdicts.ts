/** Verdicts on a study that is told in a line, from the report as `train` makes it to the reason as people read it. */
import { judgeReport } from "../../src/schedule/judge.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import type { Objectives, ObjectiveSpec } from "../../src/search/objectives/direction.ts"
import type { Pruner } from "../../src/search/Pruner.ts"
import type { TrialState } from "../../src/search/Trial.ts"
import type { Changes, StoredTrial } from "../../src/store/records.ts"

/** Whether lower values of the metric are better; maximising, every value of the line changes its sign. */
export type Direction = ObjectiveSpec["direction"]

/** A value of the line as `train` reports it. */
export const reported = (direction: Direction, value: number): number => (direction === "minimize" ? value : -value)

const word = /^(\d+)(?:\.(\d+))?@(\d+):(.+)$/
const states: Readonly<Record<string, TrialState>> = { "!": "complete", x: "failed" }

const metrics = ["score", "cost"] as const

/**
 * The verdicts that end a trial, each as "report → reason", "paused: " before the reason where it may come back. Words of
 * a line: `2@3:0.5` trial 2 reports 0.5 at step 3, `2.1@3:0.5` of its fold 1, `2@3:0.5,7` of two objectives; `2!` it is
 * complete, with its last values or the mean of its folds; `2x` it fails. With `resumable`, each report has a checkpoint.
 */
export const verdictsOf = (
  pruner: Pruner,
  line: string,
  { direction = "minimize", resumable = false }: { readonly direction?: Direction; readonly resumable?: boolean } = {}
): ReadonlyArray<string> => {
  const [first, second] = metrics.map((metric) => ({ metric, direction }))
  const objectives: Objectives = line.includes(",") ? [first!, second!] : [first!]
  const mirror = new StudyMirror(objectives)
  /** By trial and fold. */
  const last = new Map<number, Map<number, Readonly<Record<string, number>>>>()
  let revision = 0
  const absorb = (changes: Partial<Changes>): void =>
    mirror.absorb({ revision: ++revision, trials: [], reports: [], ...changes })
  const put = (number: number, state: TrialState, more: Partial<StoredTrial> = {}): void => {
    const fresh = { params: {}, seed: 0, attempt: 1, createdAt: 0, sawRevision: 0, createdRevision: 1 }
    absorb({ trials: [{ ...fresh, number, state, ...more }] })
  }
  const numbers = [...line.matchAll(/(?:^| )(\d+)/g)].map(([, number]) => Number(number))
  for (let number = 0; number <= Math.max(...numbers); number++) put(number, "waiting")

  const hear = (text: string, trial: number, fold: number | undefined, step: number, values: string) => {
    if (!last.has(trial)) put(trial, "running")
    const given = Object.fromEntries(
      values.split(",").map((value, k) => [metrics[k], reported(direction, Number(value))] as const)
    )
    last.set(trial, (last.get(trial) ?? new Map()).set(fold ?? 0, given))
    const report = { step, metrics: given, ...(fold === undefined ? {} : { fold }) }
    const checkpoint = { trial, attempt: 1, step, savedAt: 0, revision, place: "", bytes: 0, digest: "" }
    if (resumable) absorb({ checkpoints: [checkpoint] })
    const verdict = judgeReport(pruner, objectives, mirror, { study: 1, trial, attempt: 1 }, report)
    absorb({ reports: [{ ...report, trial, attempt: 1, at: 0, revision }] })
    if (verdict._tag === "Continue") return []
    put(trial, verdict._tag === "Pause" ? "paused" : "pruned")
    return [`${text} → ${verdict._tag === "Pause" ? "paused: " : ""}${verdict.reason}`]
  }

  const end = (number: number, state: TrialState): void => {
    const ends = [...last.get(number)!.values()]
    const score = ends.reduce((sum, one) => sum + one["score"]!, 0) / ends.length
    put(number, state, state === "complete" ? { value: score, metrics: { ...ends.at(-1), score } } : {})
  }

  return line.split(" ").flatMap((text) => {
    const [, trial, fold, step, values] = word.exec(text) ?? []
    if (trial !== undefined)
      return hear(text, Number(trial), fold === undefined ? undefined : Number(fold), Number(step), values!)
    end(Number(text.slice(0, -1)), states[text.at(-1)!]!)
    return []
  })
}
