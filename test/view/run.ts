/** A run of a study as its events: 4 slots, 27 steps, some trials pruned, failed and tried again. */
import type { StudyEvent } from "../../src/schedule/events.ts"
import { epoch, params, started } from "./samples.ts"

const curve = (number: number, step: number): number => 0.98 - 0.4 / (step + 1) - ((number * 7) % 11) / 100

/** Events of the first `trials` trials and the starts of four more, one step of each running trial every 100 ms. */
export const eventsOfRun = (trials: number, at = epoch): ReadonlyArray<StudyEvent> => {
  const events: Array<StudyEvent> = [{ ...started, at }]
  let now = at
  let best = 0
  for (let first = 0; first <= trials; first += 4) {
    const group = [first, first + 1, first + 2, first + 3]
    for (const number of group) {
      const slot = `cpu ${number % 4}`
      events.push({ _tag: "TrialStarted", at: now, number, attempt: 1, params: paramsOf(number), slot })
    }
    const steps = first + 4 > trials ? 9 : 27
    for (let step = 1; step <= steps; step++) {
      now += 100
      for (const number of group) {
        if (number % 5 === 3 && step > 3) continue
        const accuracy = curve(number, step)
        events.push({ _tag: "TrialReported", at: now, number, step, metrics: { accuracy }, value: accuracy })
      }
    }
    if (steps < 27) break
    for (const number of group) {
      const durationMillis = number % 5 === 3 ? 300 : 2700
      const common = { _tag: "TrialEnded" as const, at: now, number, params: paramsOf(number), durationMillis }
      const value = curve(number, 27)
      if (number % 5 === 3) {
        events.push({
          ...common,
          end: { state: "pruned", reason: "0.71 at step 3 is below the median 0.83 of 4 trials" }
        })
      } else if (number % 7 === 6) {
        const failure = { reason: "outOfMemory", message: "killed at 512 MiB" } as const
        events.push({ ...common, end: { state: "failed", failure } })
      } else {
        events.push({
          ...common,
          end: { state: "complete", value, metrics: { accuracy: value }, incumbent: value > best }
        })
        best = Math.max(best, value)
      }
    }
  }
  return events
}

const paramsOf = (number: number) =>
  params(0.0001 * 1.3 ** (number % 20), 16 + number, number % 2 === 0 ? undefined : 0.9)
