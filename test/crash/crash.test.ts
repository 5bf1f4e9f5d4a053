/** Nothing is lost and nothing is done twice, whatever is killed at any instant. `npm run crash` does the same at length. */
import { describe, expect, it } from "vitest"
import { killAtCommit, killAtRandom, runAtOnce, undisturbed } from "./kills.ts"

describe("a study whose processes are killed", () => {
  it("at 20 random moments ends with exactly its trials", { timeout: 300_000 }, async () => {
    const { kills, problems, states } = await killAtRandom({ trials: 24, parallel: 4, kills: 20, gap: 1500, seed: 7 })
    expect(problems).toEqual([])
    expect(kills.runner + kills.both).toBeGreaterThan(3)
    expect(kills.trainer + kills.both).toBeGreaterThan(3)
    expect(states["complete"]).toBeGreaterThan(0)
  })

  it("by nobody, but run by four at once, has exactly its trials", { timeout: 300_000 }, async () => {
    const { problems, states } = await runAtOnce(4, 24)
    expect(problems).toEqual([])
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(24)
  })

  it("at any commit of its runner comes to the same params, results and decisions", { timeout: 600_000 }, async () => {
    const trials = 4
    const expected = await undisturbed(trials)
    expect(expected.trials).toHaveLength(trials)
    expect(expected.reports.length).toBeGreaterThan(trials)
    let next = 1
    let end = Infinity
    const killInTurn = async (): Promise<void> => {
      for (let n = next++; n < end; n = next++) {
        // Before one and after the next: `npm run crash` kills before and after each.
        const when = n % 2 === 0 ? "before" : "after"
        const left = await killAtCommit(when, n, trials)
        if (left === undefined) {
          end = Math.min(end, n)
          continue
        }
        expect(left.problems, `commit:${when}:${n}`).toEqual([])
        expect(left.decisions, `commit:${when}:${n}`).toEqual(expected)
      }
    }
    await Promise.all([killInTurn(), killInTurn()])
    // Each trial is proposed, published, judged at each report, and finished: so many commits there are at the least.
    expect(end).toBeGreaterThan(4 * trials)
  })
})
