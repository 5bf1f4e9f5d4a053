/** A confirmation: which finalist is run next, and what came of it. Pure: results in, runs or an end out. */
import { rankMeasured, type Ranking } from "./rank.ts"
import { rejectPhases } from "./successiveRejects.ts"

/** The fresh runs of a finalist so far: values lower-is-better; a failed run is undefined. */
export interface FinalistRuns {
  readonly number: number
  readonly runs: ReadonlyArray<number | undefined>
}

/** Where a confirmation stands. */
export interface ConfirmState {
  /** The finalists to run next, once for each time that they stand here; empty when all is done. */
  readonly next: ReadonlyArray<number>
  /** Those still in the race, and those that have left it, the last to leave first. */
  readonly left: ReadonlyArray<number>
  readonly rejected: ReadonlyArray<number>
}

const meanOf = ({ runs }: FinalistRuns, count: number): number => {
  const counted = runs.slice(0, count)
  // A configuration that fails on a fresh seed is not one to ship.
  return counted.reduce<number>((sum, value) => sum + (value ?? Infinity), 0) / counted.length
}

/** Goes through the phases of successive rejects as far as the runs allow. Of equals the one that came in lower leaves. */
export const confirmState = (finalists: ReadonlyArray<FinalistRuns>, runs: number): ConfirmState => {
  let left = [...finalists]
  const rejected: Array<number> = []
  for (const phase of rejectPhases(finalists.length, runs)) {
    const missing = left.flatMap(({ number, runs: have }) =>
      Array.from({ length: Math.max(0, phase.runs - have.length) }, () => number)
    )
    if (missing.length > 0) return { next: missing, left: left.map(({ number }) => number), rejected }
    const means = left.map((finalist) => meanOf(finalist, phase.runs))
    const worst = means.lastIndexOf(Math.max(...means))
    rejected.unshift(left[worst]!.number)
    left = left.filter((_, index) => index !== worst)
  }
  return { next: [], left: left.map(({ number }) => number), rejected }
}

/** The verdict of a finished confirmation: the finalists by their fresh runs, those without a failure. */
export const confirmRanking = (finalists: ReadonlyArray<FinalistRuns>, confidence = 0.95): Ranking | undefined =>
  rankMeasured(
    finalists
      .filter(({ runs }) => runs.length > 0 && runs.every((value) => value !== undefined))
      .map(({ number, runs }) => ({ number, values: new Map(runs.map((value, index) => [index, value!])) })),
    "repeats",
    confidence
  )

/** How many finalists there are, and how many runs they share, where nobody says. */
export const confirmDefaults = { finalists: 4, runs: 20 } as const

/** What came of one run of a confirmation, by rising number: undefined while it waits or runs. */
export type RunResult = { readonly value: number | undefined } | undefined

/** Which finalist each run is of, by number, as far as it is known, and where the confirmation then stands. */
export interface ConfirmPlan {
  readonly plan: ReadonlyArray<number>
  readonly finalists: ReadonlyArray<FinalistRuns>
  readonly state: ConfirmState
}

/**
 * Plans runs in the order of their numbers. A phase is planned when every run of those before it has ended, so that the
 * plan depends on results alone, whatever the number of slots.
 */
export const confirmPlan = (
  numbers: ReadonlyArray<number>,
  runs: number,
  results: ReadonlyArray<RunResult>
): ConfirmPlan => {
  const finalists = numbers.map((number) => ({ number, runs: new Array<number | undefined>() }))
  const plan: Array<number> = []
  for (;;) {
    const state = confirmState(finalists, runs)
    const from = plan.length
    plan.push(...state.next)
    const ended = results.slice(from, plan.length)
    if (state.next.length === 0 || ended.length < state.next.length || ended.includes(undefined)) {
      for (const [index, result] of ended.entries())
        if (result !== undefined) finalists.find(({ number }) => number === state.next[index])!.runs.push(result.value)
      return { plan, finalists, state }
    }
    for (const [index, number] of state.next.entries())
      finalists.find((finalist) => finalist.number === number)!.runs.push(ended[index]!.value)
  }
}
