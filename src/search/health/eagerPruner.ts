/** Whether what a pruner judges by says something of the end. */
import { normalQuantile } from "../math/normal.ts"
import type { EagerPruner, Examination, Examined, Unchecked } from "./Finding.ts"

const fewestComplete = 12
/** A correlation that is surely below this ends good trials. */
const least = 0.5
const confidence = 0.95

const at = ({ curve }: Examined, step: number): number | undefined => curve.find(([reached]) => reached === step)?.[1]

const ranks = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]!)
  const ranked = Array.from(values, () => 0)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let place = from; place < to; place++) ranked[order[place]!] = (from + to - 1) / 2
    from = to
  }
  return ranked
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const deviation = (values: ReadonlyArray<number>): number => {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length)
}

const correlation = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  const [centreA, centreB] = [mean(a), mean(b)]
  const together = a.reduce((sum, value, index) => sum + (value - centreA) * (b[index]! - centreB), 0) / a.length
  const spread = deviation(a) * deviation(b)
  return spread === 0 ? 0 : together / spread
}

/** What a correlation within a range that was cut would be without the cut: r u/√(1 − r² + r²u²), u the ratio of the deviations (Thorndike 1949, case 2). */
const uncut = (r: number, ratio: number): number => (r * ratio) / Math.sqrt(1 - r * r + r * r * ratio * ratio)

/** The step at which the most trials were pruned. */
const commonStep = (pruned: ReadonlyArray<Examined>): number | undefined => {
  const steps = Map.groupBy(pruned, ({ curve }) => curve.at(-1)?.[0])
  steps.delete(undefined)
  return [...steps].toSorted(([a, one], [b, other]) => other.length - one.length || a! - b!)[0]?.[0]
}

/**
 * Compares, among complete trials, the order at the step where most others were pruned with the order at the end, by
 * Spearman's correlation. It is corrected for the trials that were not let through, and too low where even its upper bound
 * (Fisher's z, 95 % to one side) is below 0.5. Nothing where less than a third of the trials are pruned.
 */
export const eagerPruner = ({ trials }: Examination): EagerPruner | Unchecked | undefined => {
  const pruned = trials.filter(({ state }) => state === "pruned")
  const complete = trials.filter(({ value }) => value !== undefined)
  const ended = pruned.length + complete.length
  if (pruned.length === 0) return { check: "eagerPruner", because: "no trial was pruned" }
  if (pruned.length < ended / 3) return undefined
  const step = commonStep(pruned)
  const pairs = complete.flatMap((trial) => {
    const early = step === undefined ? undefined : at(trial, step)
    return early === undefined ? [] : [{ early, late: trial.value! }]
  })
  if (step === undefined || pairs.length < fewestComplete) {
    const because = `it takes ${fewestComplete} complete trials that reported where the others were pruned, and there are ${pairs.length}`
    return { check: "eagerPruner", because }
  }
  const everyone = [...pairs.map(({ early }) => early), ...pruned.flatMap((trial) => at(trial, step) ?? [])]
  const among = ranks(everyone)
  const survivors = among.slice(0, pairs.length)
  const raw = correlation(survivors, ranks(pairs.map(({ late }) => late)))
  const ratio = deviation(survivors) === 0 ? 1 : Math.max(1, deviation(among) / deviation(survivors))
  const bounded = Math.max(-0.999, Math.min(0.999, raw))
  const half = normalQuantile(confidence) / Math.sqrt(pairs.length - 3)
  const upper = uncut(Math.tanh(Math.atanh(bounded) + half), ratio)
  if (upper >= least) return undefined
  return {
    check: "eagerPruner",
    step,
    pruned: pruned.filter(({ curve }) => curve.at(-1)?.[0] === step).length,
    ended,
    correlation: uncut(bounded, ratio),
    upper,
    complete: pairs.length
  }
}
