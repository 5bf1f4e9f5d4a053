/** Stop rules made of stop rules. */
import type { StopRule, StopVerdict } from "../Stop.ts"

const combined = (
  name: string,
  rules: ReadonlyArray<StopRule>,
  together: (verdicts: ReadonlyArray<StopVerdict>) => boolean,
  left: (budgets: ReadonlyArray<number>) => number
): StopRule => ({
  _tag: "Stop",
  name,
  settings: { of: rules.map((rule) => ({ name: rule.name, settings: rule.settings })) },
  countsGpuSeconds: rules.some(({ countsGpuSeconds }) => countsGpuSeconds === true),
  judge: (request) => {
    const verdicts = rules.map((rule) => rule.judge(request))
    const stop = together(verdicts)
    const decisive = stop ? verdicts.filter((verdict) => verdict.stop) : verdicts
    const reason = decisive.map((verdict) => verdict.reason).join("; ")
    const budgets = verdicts.map(({ gpuSecondsLeft }) => gpuSecondsLeft ?? Infinity)
    const gpuSecondsLeft = left(budgets)
    return { stop, reason, ...(gpuSecondsLeft === Infinity ? {} : { gpuSecondsLeft }) }
  }
})

/** Stops as soon as one of the rules does. */
export const anyStop = (rules: ReadonlyArray<StopRule>): StopRule =>
  combined(
    "any",
    rules,
    (verdicts) => verdicts.some(({ stop }) => stop),
    (budgets) => Math.min(...budgets)
  )

/** Stops once all of the rules do. */
export const allStop = (rules: ReadonlyArray<StopRule>): StopRule =>
  combined(
    "all",
    rules,
    (verdicts) => verdicts.every(({ stop }) => stop),
    (budgets) => Math.max(...budgets)
  )
