/** Stops a study that has used up its share of the GPUs. */
import { must } from "../pruners/check.ts"
import type { StopRule } from "../Stop.ts"

const rule = (name: string, settings: Readonly<Record<string, number>>, seconds: number, unit: number): StopRule => {
  const inUnits = (value: number): string => String(Number((value / unit).toPrecision(3)))
  return {
    _tag: "Stop",
    name,
    settings,
    countsGpuSeconds: true,
    judge: ({ gpuSeconds = 0 }) => {
      const stop = gpuSeconds >= seconds
      const words = unit === 1 ? "GPU seconds" : "GPU hours"
      return {
        stop,
        reason: `${inUnits(gpuSeconds)} of ${inUnits(seconds)} ${words} are used`,
        gpuSecondsLeft: seconds - gpuSeconds
      }
    }
  }
}

const check = (name: string, value: number): void =>
  must(Number.isFinite(value) && value > 0, `${name}: the budget`, "above 0", value, `Write ${name}(4).`)

/**
 * Stops once the attempts of the study, over all runners, have taken so many GPU hours: each counts the time from its
 * start to its end, times its share of a GPU (`resources.gpu`, which must be set). The trials that run then are given
 * back, so that the budget is not exceeded.
 */
export const gpuHours = (hours: number): StopRule => {
  check("gpuHours", hours)
  return rule("gpuHours", { hours }, 3600 * hours, 3600)
}

/** The same in seconds. */
export const gpuSeconds = (seconds: number): StopRule => {
  check("gpuSeconds", seconds)
  return rule("gpuSeconds", { seconds }, seconds, 1)
}
