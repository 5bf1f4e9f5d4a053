/** Verdicts on a study that is told in a line, from the report as `train` makes it to the reason as people read it. */
import { judgeReport } from "../../src/schedule/judge.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import type { ObjectiveSpec } from "../../src/search/objectives/direction.ts"
import type { Pruner } from "../../src/search/Pruner.ts"
import type { TrialState } from "../../src/search/Trial.ts"
import type { StoredTrial } from "../../src/store/records.ts"

/** Whether lower values of the metric are better; maximising, every value of the line changes its sign. */
export type Direction = ObjectiveSpec["direction"]

/** A value of the line as `train` reports it. */
export const reported = (direction: Direction, value: number): number => (direction === "minimize" ? value : -value)

const word = /^(\d+)(?:\.(\d+))?@(\d+):(.+)$/
const states: Readonly<Record<string, TrialState>> = { "!": "complete", x: "failed" }

/**
 * The verdicts that end a trial, each as "report → reason", "paused: " before the reason where it may come back. Words of
 * a line: `2@3:0.5` trial 2 reports 0.5 at step 3, `2.1@3:0.5` of its fold 1; `2!` it is complete, with its last value or
 * the mean of its folds; `2x` it fails. With `resumable`, each report has a checkpoint.
 */
export const verdictsOf = (
  pruner: Pruner,
  line: string,
  { direction = "minimize", resumable = false }: { readonly direction?: Direction; readonly resumable?: boolean } = {}
): ReadonlyArray<string> => {
  const objectives = [{ metric: "score", direction }] as const
  const mirror = new StudyMirror(objectives)
  const last = new Map<number, Map<number, number>>()
  let revision = 0
  const put = (number: number, state: TrialState, more: Partial<StoredTrial> = {}): void =>
    mirror.absorb({
      revision: ++revision,
      reports: [],
      trials: [
        { number, state, params: {}, seed: 0, attempt: 1, createdAt: 0, sawRevision: 0, createdRevision: 1, ...more }
      ]
    })
  const numbers = [...line.matchAll(/(?:^| )(\d+)/g)].map(([, number]) => Number(number))
  for (let number = 0; number <= Math.max(...numbers); number++) put(number, "waiting")
  const hear = (text: string, [trial, fold, step, value]: readonly [number, number | undefined, number, number]) => {
    if (!last.has(trial)) put(trial, "running")
    const score = reported(direction, value)
    last.set(trial, (last.get(trial) ?? new Map<number, number>()).set(fold ?? 0, score))
    const report = { step, metrics: { score }, ...(fold === undefined ? {} : { fold }) }
    const checkpoint = { trial, attempt: 1, step, savedAt: 0, revision, place: "", bytes: 0, digest: "" }
    if (resumable) mirror.absorb({ revision: ++revision, trials: [], reports: [], checkpoints: [checkpoint] })
    const verdict = judgeReport(pruner, objectives, mirror, { study: 1, trial, attempt: 1 }, report)
    mirror.absorb({
      revision: ++revision,
      trials: [],
      reports: [{ ...report, trial, attempt: 1, at: 0, revision }]
    })
    if (verdict._tag === "Continue") return []
    put(trial, verdict._tag === "Pause" ? "paused" : "pruned")
    return [`${text} → ${verdict._tag === "Pause" ? "paused: " : ""}${verdict.reason}`]
  }
  return line.split(" ").flatMap((text) => {
    const [, trial, fold, step, value] = word.exec(text) ?? []
    if (trial !== undefined)
      return hear(text, [Number(trial), fold === undefined ? undefined : Number(fold), Number(step), Number(value)])
    const number = Number(text.slice(0, -1))
    const scores = [...last.get(number)!.values()]
    const score = scores.reduce((sum, one) => sum + one, 0) / scores.length
    const state = states[text.at(-1)!]!
    put(number, state, state === "complete" ? { value: score, metrics: { score } } : {})
    return []
  })
}
