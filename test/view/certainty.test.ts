import { describe, expect, it } from "vitest"
import type { StoredTrial } from "../../src/store/records.ts"
import type { FoldValue } from "../../src/store/StudyReader.ts"
import { renderBest } from "../../src/view/best.ts"
import { certaintyNotes } from "../../src/view/rankingWords.ts"
import { certaintyOf } from "../../src/view/certainty.ts"
import { renderLeaderboard } from "../../src/view/leaderboard.ts"
import { leaderboardCsv, leaderboardJson } from "../../src/view/leaderboardData.ts"
import { plainTheme } from "../../src/view/theme.ts"
import { study, trials } from "./samples.ts"

const complete = (values: ReadonlyArray<number>): ReadonlyArray<StoredTrial> =>
  values.map((value, number) => ({ ...trials[0]!, number, value, metrics: { accuracy: value } }))

const foldsOf = (rows: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<FoldValue> =>
  rows.flatMap((row, trial) => row.map((value, fold) => ({ trial, fold, value })))

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Two that are the same but for noise, and one that is plainly worse; the folds differ more than the trials. */
const rows = [
  [0.9, 0.8, 0.85, 0.95, 0.7],
  [0.89, 0.81, 0.86, 0.94, 0.71],
  [0.7, 0.6, 0.65, 0.76, 0.5]
]
const folded = complete(rows.map(mean))
const certainty = certaintyOf(study, folded, foldsOf(rows))!

describe("a leaderboard with folds", () => {
  it("tells the tied from the worse, by pairs and in the objective's direction", () => {
    expect(certainty.ranking.winner).toBeUndefined()
    expect([...certainty.trials].map(([number, { tiedWithFirst }]) => [number, tiedWithFirst])).toEqual(
      expect.arrayContaining([
        [0, true],
        [1, true],
        [2, false]
      ])
    )
    const first = certainty.trials.get(0)!
    expect(first.halfWidth).toBeGreaterThan(0.05)
    expect(first.expected).toBeGreaterThan(0.8)
    expect(first.expected).toBeLessThan(0.86)
  })

  it("shows intervals and marks, and says that there is no winner", () => {
    const text = renderLeaderboard({ study, trials: folded, certainty, width: 120, theme: plainTheme })
    const table = text.split("\n").filter((line) => /^ *[≈=]?\d/.test(line))
    expect(text).toMatch(/rank {2}trial {2}accuracy +±/)
    expect(table.map((line) => line.trim().split(/\s+/)[0])).toEqual(["1", "≈2", "3"])
    expect(text).toMatch(/No significant winner: 2 of 3 are tied with first place/)
    expect(text).toMatch(/Expect accuracy 0\.8\d+ ± 0\.\d+ of trial \d on new data/)
  })

  it("says the same of the best", () => {
    const summary = { study, counts: { complete: 3 }, incumbent: folded[1]!, lastActivityAt: 0 }
    const text = renderBest({ summary, certainty, width: 200, theme: plainTheme })
    expect(text).toMatch(/No significant winner: 2 of 3 are tied/)
    expect(text).not.toMatch(/single runs/)
  })

  it("gives the same as data", () => {
    const [first] = leaderboardJson({ study, trials: folded, certainty }).trials
    expect(first?.tiedWithFirst).toBe(true)
    expect(first?.halfWidth).toBe(certainty.trials.get(first!.number)!.halfWidth)
    expect(leaderboardCsv({ study, trials: folded, certainty }).split("\r\n")[0]).toContain(
      "value,halfWidth,tiedWithFirst,expected"
    )
  })

  it("names the winner where there is one", () => {
    const clear = [rows[0]!, rows[2]!, rows[2]!.map((value) => value - 0.1)]
    const sure = certaintyOf(study, complete(clear.map(mean)), foldsOf(clear))!
    expect(certaintyNotes(study, sure)[0]).toMatch(/^Trial 0 is ahead of every other \(95 % confidence, paired by fold/)
  })
})

describe("a leaderboard with repeats", () => {
  const repeated = [0.9, 0.5, 0.92, 0.51].map((value, number): StoredTrial => ({
    ...trials[0]!,
    number,
    value,
    params: { units: number % 2 }
  }))
  const known = certaintyOf(study, repeated, [])!

  it("shows trials of equal params as one, with their mean", () => {
    const text = renderLeaderboard({ study, trials: repeated, certainty: known, width: 100, theme: plainTheme })
    const table = text.split("\n").filter((line) => /^ *[≈=]?\d/.test(line))
    expect(table).toHaveLength(2)
    expect(table[0]).toMatch(/^ *1 +0 +0\.91/)
    expect(leaderboardJson({ study, trials: repeated, certainty: known }).trials).toHaveLength(4)
  })
})

describe("a leaderboard of single runs", () => {
  it("has nothing to be sure of", () => {
    expect(certaintyOf(study, trials, [])).toBeUndefined()
  })
})
