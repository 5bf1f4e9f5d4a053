import { describe, expect, it } from "vitest"
import { rngFor } from "../../../src/search/math/rng.ts"
import { confirmRanking, confirmState, type FinalistRuns } from "../../../src/search/ranking/confirm.ts"
import { rejectPhases, runsOf } from "../../../src/search/ranking/successiveRejects.ts"

const finalists = 5
const runs = 40

/** Fifty configurations measured once; the best five of them run again on fresh noise of deviation 1. */
const confirmed = (round: number, lead: number) => {
  const rng = rngFor(round, 0, "confirmation")
  const truth = Array.from({ length: 50 }, (_, index) => (index === 7 ? -lead : 0))
  const once = truth.map((value) => value + rng.normal())
  const order = once.map((_, index) => index).sort((a, b) => once[a]! - once[b]!)
  const state = order.slice(0, finalists).map((number) => ({ number, runs: new Array<number>() }))
  for (;;) {
    const { next } = confirmState(state, runs)
    if (next.length === 0) break
    for (const number of next)
      state.find((finalist) => finalist.number === number)!.runs.push(truth[number]! + rng.normal())
  }
  const ranking = confirmRanking(state)!
  const first = ranking.trials[0]!
  return {
    winner: ranking.winner,
    naiveBias: once[order[0]!]! - truth[order[0]!]!,
    bias: first.expected - truth[first.number]!
  }
}

const repeats = 200
const over = (lead: number) => Array.from({ length: repeats }, (_, round) => confirmed(round, lead))
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

describe("fifty configurations that are equal but for noise", () => {
  const rounds = over(0)
  it("have a best whose value is too good by more than the noise, and a confirmed one that is off by a fifth at most", () => {
    expect(Math.abs(mean(rounds.map(({ naiveBias }) => naiveBias)))).toBeGreaterThan(1)
    expect(Math.abs(mean(rounds.map(({ bias }) => bias)))).toBeLessThanOrEqual(0.2)
  })
  it("have no significant winner in at least 95 % of cases", () => {
    expect(rounds.filter(({ winner }) => winner === undefined).length).toBeGreaterThanOrEqual(0.95 * repeats)
  })
})

describe("a configuration that is ahead by four standard errors of a run", () => {
  it("is named in at least 90 % of cases", () => {
    expect(over(4).filter(({ winner }) => winner === 7).length).toBeGreaterThanOrEqual(0.9 * repeats)
  })
})

describe("successive rejects", () => {
  it("spend about what they are given, at least two runs on each finalist", () => {
    expect(rejectPhases(5, 40).map(({ runs: each }) => each)).toEqual([4, 5, 7, 10])
    for (const [count, budget] of [
      [2, 10],
      [5, 40],
      [8, 100]
    ] as const) {
      expect(runsOf(rejectPhases(count, budget))).toBeLessThanOrEqual(budget + count)
      expect(rejectPhases(count, 0).every(({ runs: each }) => each === 2)).toBe(true)
    }
  })

  const finalist = (number: number, ...values: ReadonlyArray<number | undefined>): FinalistRuns => ({
    number,
    runs: values
  })

  it("ask for what is missing of a phase, then drop the worst", () => {
    const start = confirmState([finalist(3), finalist(9), finalist(4)], 6)
    expect(start).toEqual({ next: [3, 3, 9, 9, 4, 4], left: [3, 9, 4], rejected: [] })
    const later = confirmState([finalist(3, 1, 1), finalist(9, 5, 5), finalist(4, 2, 2)], 6)
    expect(later).toEqual({ next: [], left: [3], rejected: [4, 9] })
    const partly = confirmState([finalist(3, 1, 1), finalist(9, 5), finalist(4, 2, 2)], 6)
    expect(partly.next).toEqual([9])
  })

  it("drop a finalist that fails on a fresh seed before one that is merely worse", () => {
    const state = confirmState([finalist(3, 1, undefined), finalist(9, 5, 5), finalist(4, 2, 2)], 6)
    expect(state.rejected).toEqual([9, 3])
    expect(confirmRanking([finalist(3, 1, undefined), finalist(9, 5, 5.1), finalist(4, 2, 2.1)])!.trials).toHaveLength(
      2
    )
  })
})
