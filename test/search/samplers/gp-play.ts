/** Studies played in memory, for the tests of the Gaussian process. */
import type { Sampler, SuggestRequest, Suggestion } from "../../../src/search/Sampler.ts"
import type { Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import type { Trial } from "../../../src/search/Trial.ts"

/** A request for the next trial after `trials`. */
export const requestAfter = (
  space: SearchSpace,
  trials: ReadonlyArray<Trial>,
  more: Partial<SuggestRequest> = {}
): SuggestRequest => ({
  space,
  objectives: 1,
  history: { revision: trials.length, trials },
  number: trials.length,
  seed: 1,
  budget: 60,
  ...more
})

/** The proposal, where there must be one. */
export const proposed = (suggestion: Suggestion): Exclude<Suggestion, { readonly exhausted: string }> => {
  if ("exhausted" in suggestion) throw new Error(`exhausted: ${suggestion.exhausted}`)
  return suggestion
}

/** What becomes of a trial with these params: a value makes it complete. */
export type Outcome = number | Partial<Trial>

/** One study, trial after trial. It ends early where the sampler says that the space is exhausted. */
export const play = (
  sampler: Sampler,
  space: SearchSpace,
  outcome: (params: Params) => Outcome,
  count: number,
  more: Partial<SuggestRequest> = {}
): ReadonlyArray<Trial> => {
  const trials: Array<Trial> = []
  for (let number = 0; number < count; number++) {
    const suggestion = sampler.suggest(requestAfter(space, trials, { budget: count, ...more }))
    if ("exhausted" in suggestion) break
    const { evidence, params } = suggestion
    const end = outcome(params)
    trials.push({
      number,
      params,
      evidence,
      curve: [],
      state: "complete",
      ...(typeof end === "number" ? { values: [end] } : end)
    })
  }
  return trials
}
