/**
 * What the defaults save on a real experiment: digits, trained by random search without pruning, and by the Gaussian process
 * with asha. `BENCH_RANDOM_TRIALS` (default 60) trials set the accuracy to be reached; `SWEEP_EXAMPLES` and
 * `SWEEP_EPOCHS` are the experiment's own.
 */
import { join } from "node:path"
import { inRepository, record, scratch, sweep } from "./support.ts"

const randomTrials = Number(process.env["BENCH_RANDOM_TRIALS"] ?? 60)
const epochs = Number(process.env["SWEEP_EPOCHS"] ?? 4)
const examples = Number(process.env["SWEEP_EXAMPLES"] ?? 4000)
/** What the defaults may try: with few epochs for each, this is the same number of trials. */
const ourTrials = randomTrials

interface Event {
  readonly _tag: string
  readonly number?: number
  readonly step?: number
  readonly end?: { readonly state: string; readonly value?: number }
}

interface Progress {
  /** Epochs that were trained until each complete trial ended, and its accuracy. */
  readonly ends: ReadonlyArray<{ readonly epochs: number; readonly accuracy: number }>
  readonly epochs: number
  readonly trials: number
}

/** Runs digits with flags, and counts the epochs: each is reported, the last one too. */
const run = (flags: ReadonlyArray<string>): Progress => {
  const store = join(scratch(), "digits.db")
  const printed = sweep(
    ["run", inRepository("experiments/digits.ts"), "--reporter", "json", "--store", store, ...flags],
    scratch()
  )
  const ends: Array<{ readonly epochs: number; readonly accuracy: number }> = []
  const trials = new Set<number>()
  let trained = 0
  for (const line of printed.split("\n").filter((text) => text.startsWith("{"))) {
    const event = JSON.parse(line) as Event
    if (event._tag === "TrialStarted") trials.add(event.number!)
    if (event._tag === "TrialReported") trained++
    if (event._tag === "TrialEnded" && event.end?.state === "complete")
      ends.push({ epochs: trained, accuracy: event.end.value! })
  }
  return { ends, epochs: trained, trials: trials.size }
}

/** Prints the accuracy of random search, and after how many epochs the defaults had it. */
export const measureDigitsBudget = (): void => {
  const random = run(["--sampler", "random", "--pruner", "none", "--trials", String(randomTrials)])
  const target = Math.max(...random.ends.map(({ accuracy }) => accuracy))
  const ours = run(["--trials", String(ourTrials)])
  const reached = ours.ends.find(({ accuracy }) => accuracy >= target)
  const best = Math.max(...ours.ends.map(({ accuracy }) => accuracy))
  const share = reached === undefined ? undefined : reached.epochs / random.epochs
  console.log(
    `random, unpruned: ${target.toFixed(4)} after ${random.trials} trials, ${random.epochs} epochs (${epochs} each, ${examples} examples)`
  )
  console.log(
    share === undefined
      ? `gp and asha: not reached; ${best.toFixed(4)} after ${ours.trials} trials, ${ours.epochs} epochs`
      : `gp and asha: reached after ${reached!.epochs} epochs, ${(100 * share).toFixed(0)} % of them; ${best.toFixed(4)} after ${ours.trials} trials, ${ours.epochs} epochs`
  )
  record("digitsBudget", { examples, epochs, target, random, ours, share: share ?? null })
}
