/**
 * Optuna's SuccessiveHalvingPruner and HyperbandPruner at their defaults, as in optuna/pruners of version 5.0.0.dev: for
 * one study, remembering what Optuna keeps in the study's system attributes.
 */
import { crc32 } from "node:zlib"
import { goOn, type JudgeRequest, type Pruner, type Verdict } from "../../src/search/Pruner.ts"

const stop: Verdict = { _tag: "Prune", reason: "not promotable" }

/** The last step of the complete trials; undefined while there is none. */
const lastCompleteStep = ({ peers }: JudgeRequest): number | undefined => {
  let last: number | undefined
  for (const { points, state } of peers.curves)
    if (state === "complete") last = Math.max(last ?? 0, points.at(-1)!.step)
  return last
}

/** Values at a rung, of all that were ever judged there, and the rule that lets the best of them pass. */
const halving = (minResource: (request: JudgeRequest) => number | undefined, reduction: number, lowest: number) => {
  const rungs: Array<Array<number>> = []
  const rungOf = new Map<number, number>()
  return (request: JudgeRequest): Verdict => {
    const { report, trial } = request
    const first = minResource(request)
    if (first === undefined) return goOn
    for (let rung = rungOf.get(trial.number) ?? 0; ; rung++) {
      if (report.step < first * reduction ** (lowest + rung)) return goOn
      if (Number.isNaN(report.value)) return stop
      const values = (rungs[rung] ??= [])
      values.push(report.value)
      rungOf.set(trial.number, rung + 1)
      const sorted = values.toSorted((a, b) => a - b)
      if (report.value > sorted[Math.max(0, Math.floor(sorted.length / reduction) - 1)]!) return stop
    }
  }
}

const pruner = (name: string, judge: Pruner["judge"]): Pruner => ({ _tag: "Pruner", name, settings: {}, judge })

/** min_resource "auto", reduction_factor 4, min_early_stopping_rate 0, bootstrap_count 0. */
export const optunaHalving = (): Pruner => {
  let first: number | undefined
  const minResource = (request: JudgeRequest): number | undefined => {
    const last = first === undefined ? lastCompleteStep(request) : undefined
    if (last !== undefined) first = Math.max(1, Math.floor(last / 100))
    return first
  }
  return pruner("Optuna's SHA", halving(minResource, 4, 0))
}

/** min_resource 1, max_resource "auto", reduction_factor 3. A trial's bracket is drawn by the hash of study and number. */
export const optunaHyperband = (study: string): Pruner => {
  const reduction = 3
  let brackets: ReadonlyArray<(request: JudgeRequest) => Verdict> | undefined
  let weights: ReadonlyArray<number> = []
  const open = (most: number): void => {
    const count = Math.floor(Math.log(most) / Math.log(reduction)) + 1
    brackets = Array.from({ length: count }, (_, lowest) => halving(() => 1, reduction, lowest))
    weights = brackets.map((_, bracket) => {
      const s = count - 1 - bracket
      return Math.ceil((count * reduction ** s) / (s + 1))
    })
  }
  return pruner("Optuna's Hyperband", (request) => {
    if (brackets === undefined) {
      const last = lastCompleteStep(request)
      if (last === undefined) return goOn
      open(last + 1)
    }
    let left = crc32(`${study}_${request.trial.number}`) % weights.reduce((sum, weight) => sum + weight, 0)
    let bracket = 0
    while (left >= weights[bracket]!) left -= weights[bracket++]!
    return brackets![bracket]!(request)
  })
}
