/** What it costs to judge one report when 10,000 trials are on record. */
import { rngFor } from "../../src/search/math/rng.ts"
import { asha } from "../../src/search/pruners/asha.ts"
import { hyperband } from "../../src/search/pruners/hyperband.ts"
import { median } from "../../src/search/pruners/median.ts"
import { threshold } from "../../src/search/pruners/threshold.ts"
import type { Pruner } from "../../src/search/Pruner.ts"
import { judgeReport } from "../../src/schedule/judge.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import { medianOf, record } from "../support.ts"
import type { StoredReport, StoredTrial } from "../../src/store/records.ts"

const trials = 10_000
const steps = 27
const reports = 2000
const objective = { metric: "loss", direction: "minimize" } as const

const trialOf = (number: number, state: StoredTrial["state"]): StoredTrial => ({
  number,
  state,
  params: {},
  seed: 0,
  attempt: 1,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 1,
  ...(state === "complete" ? { value: 1, metrics: { loss: 1 } } : {})
})

/** One trial in four is complete; the others were pruned after one step to eight. */
const filled = (atOnce: number): StudyMirror => {
  const rng = rngFor(0, 0, "judging")
  const mirror = new StudyMirror([objective])
  const all = Array.from({ length: trials }, (_, number) => trialOf(number, number % 4 === 0 ? "complete" : "pruned"))
  const reported = all.flatMap(({ number, state }) =>
    Array.from({ length: state === "complete" ? steps : 1 + rng.below(8) }, (_, index): StoredReport => ({
      trial: number,
      attempt: 1,
      step: index + 1,
      metrics: { loss: rng.uniform() / (index + 1) },
      at: 0,
      revision: 1
    }))
  )
  const running = Array.from({ length: atOnce }, (_, place) => trialOf(trials + place, "running"))
  mirror.absorb({ revision: 1, trials: [...all, ...running], reports: reported })
  return mirror
}

const pruners: ReadonlyArray<readonly [name: string, pruner: Pruner, atOnce?: number]> = [
  ["asha", asha()],
  ["asha, eight trials at once", asha(), 8],
  ["asha that judges every report", asha({ rejudge: true })],
  ["asha that judges every report, eight trials at once", asha({ rejudge: true }), 8],
  ["hyperband", hyperband({ maxStep: steps })],
  ["hyperband, eight trials at once", hyperband({ maxStep: steps }), 8],
  ["median", median()],
  ["threshold", threshold()]
]

const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!

interface Costs {
  readonly median: number
  readonly ninetyFive: number
  readonly ninetyNine: number
  /** The first verdict at a step that a runner gives: it builds the index of that step. */
  readonly firstAtStep: number
}

/**
 * Microseconds per verdict, the new report's way into the mirror included. Every other attempt is hopeless. Where several trials
 * run at once they report in turn, so that no verdict finds what the one before it has found.
 */
const microsOf = (pruner: Pruner, atOnce: number): Costs => {
  const mirror = filled(atOnce)
  const micros = Array.from({ length: reports }, (_, index) => {
    const trial = trials + (index % atOnce)
    const turn = Math.floor(index / atOnce)
    const step = 1 + (turn % steps)
    const attempt = 1 + Math.floor(turn / steps)
    if (step === 1)
      mirror.absorb({ revision: 2 * index + 2, trials: [{ ...trialOf(trial, "running"), attempt }], reports: [] })
    const isHopeless = (attempt + trial) % 2 === 0
    const report = { step, metrics: { loss: isHopeless ? 2 - trial / 1e6 : 1e-9 * (1 + index) } }
    const start = performance.now()
    judgeReport(pruner, [objective], mirror, { study: 1, trial, attempt }, report)
    mirror.absorb({
      revision: 2 * index + 3,
      trials: [],
      reports: [{ ...report, trial, attempt, at: 0, revision: 2 * index + 3 }]
    })
    return 1000 * (performance.now() - start)
  })
  const later = micros.slice(steps * atOnce).sort((a, b) => a - b)
  return {
    median: quantile(later, 0.5),
    ninetyFive: quantile(later, 0.95),
    ninetyNine: quantile(later, 0.99),
    firstAtStep: medianOf(micros.slice(0, steps * atOnce).filter((_, index) => index % atOnce === 0))
  }
}

/** Prints what a verdict costs. */
export const measureJudging = (): void => {
  console.log(`Judging one report with ${trials} trials on record, microseconds`)
  console.log("  median     95 %     99 %  first at a step")
  const rows = pruners.map(([name, pruner, atOnce = 1]) => {
    const costs = microsOf(pruner, atOnce)
    const { firstAtStep, median: middle, ninetyFive, ninetyNine } = costs
    console.log(
      `${[middle, ninetyFive, ninetyNine, firstAtStep].map((value) => value.toFixed(0).padStart(8)).join(" ")}  ${name}`
    )
    return [name, costs] as const
  })
  record("pruners-judging", { trials, micros: Object.fromEntries(rows) })
}
