import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { TrialState } from "../../../src/search/Trial.ts"
import { initialState } from "../../../src/view/live/LiveState.ts"
import { reduce } from "../../../src/view/live/reduce.ts"
import { budgetUsed } from "../../../src/view/live/timeLeft.ts"
import { usedOf } from "../../../src/view/page/figures.ts"
import { pageStudy } from "../../../src/view/page/gather.ts"
import { epoch, started, study } from "../samples.ts"

const states = fc.array(
  fc
    .constantFrom<TrialState>("waiting", "running", "paused", "complete", "pruned", "failed")
    .map((state) => ({ state })),
  { maxLength: 12 }
)

const withBudget = (budgetTrials: number) => pageStudy({ ...study, budgetTrials })

describe("how much of the budget of trials is used", () => {
  it("is the same on a page as in the bar of a run", () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 1, max: 15 }), (trials, budget) => {
        const within = (...some: ReadonlyArray<TrialState>) => trials.filter(({ state }) => some.includes(state)).length
        const run = reduce(initialState, {
          ...started,
          timeMillis: undefined,
          trials: budget,
          finished: within("complete", "pruned", "failed"),
          paused: within("paused")
        })
        const { max, value } = usedOf(withBudget(budget), trials)
        expect(value / max).toBe(budgetUsed(run, epoch).share)
      })
    )
  })

  it("says how many of the trials that have stopped may go on", () => {
    const trials = [{ state: "complete" }, { state: "paused" }, { state: "paused" }, { state: "running" }] as const
    expect(usedOf(withBudget(30), trials)).toEqual({
      value: 3,
      max: 30,
      label: "3 of 30 trials used, 2 of them paused"
    })
    expect(usedOf(withBudget(30), trials.slice(0, 1)).label).toBe("1 of 30 trials used")
  })

  it("is never more than there is, and the words are true where it is", () => {
    const trials = [{ state: "complete" }, { state: "failed" }] as const
    expect(usedOf(withBudget(1), trials)).toEqual({ value: 1, max: 1, label: "2 of 1 trials used" })
    expect(usedOf(withBudget(0), [])).toEqual({ value: 0, max: 1, label: "0 of 0 trials used" })
  })
})
