/**
 * What the defaults save on a real experiment: digits, trained by random search without pruning, and by the Gaussian process
 * with asha. `BENCH_RANDOM_TRIALS` (default 60) trials set the accuracy to be reached, and the defaults may try as many;
 * `SWEEP_EXAMPLES` and `SWEEP_EPOCHS` are the experiment's own. `BENCH_KEEP` names a folder for the stores: the same command
 * again goes on where it was cut off.
 */
import Database from "better-sqlite3"
import { join } from "node:path"
import { inRepository, record, scratch, sweep } from "./support.ts"

const randomTrials = Number(process.env["BENCH_RANDOM_TRIALS"] ?? 60)
const epochs = Number(process.env["SWEEP_EPOCHS"] ?? 9)
const examples = Number(process.env["SWEEP_EXAMPLES"] ?? 4000)

interface Progress {
  /** Epochs that were trained until each complete trial ended, and its accuracy. */
  readonly ends: ReadonlyArray<{ readonly epochs: number; readonly accuracy: number }>
  readonly epochs: number
  readonly trials: number
}

/** What a store has: every report is an epoch, those of a training that was interrupted and made again too. */
const progressIn = (store: string): Progress => {
  const db = new Database(store, { readonly: true })
  const ends = db
    .prepare<[], { readonly epochs: number; readonly accuracy: number }>(
      `SELECT (SELECT count(*) FROM reports WHERE at <= trials.finished_at) AS epochs, value AS accuracy
       FROM trials WHERE state = 'complete' ORDER BY finished_at`
    )
    .all()
  const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!
  const progress = { ends, epochs: count("reports"), trials: count("trials") }
  db.close()
  return progress
}

/** Runs digits with flags. */
const run = (name: string, flags: ReadonlyArray<string>): Progress => {
  const store = join(process.env["BENCH_KEEP"] ?? scratch(), `${name}.db`)
  sweep(["run", inRepository("experiments/digits.ts"), "--reporter", "lines", "--store", store, ...flags], scratch())
  return progressIn(store)
}

/** Prints the accuracy of random search, and after how many epochs the defaults had it. */
export const measureDigitsBudget = (): void => {
  const random = run("random", ["--sampler", "random", "--pruner", "none", "--trials", String(randomTrials)])
  const target = Math.max(...random.ends.map(({ accuracy }) => accuracy))
  const ours = run("ours", ["--trials", String(randomTrials)])
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
