/** What a suggestion costs besides the sampler's own work, on a long history: it must not grow with the history. */
import { bool, constant, float, int, random } from "../src/index.ts"
import { study } from "../src/search/define.ts"
import type { SearchSpace } from "../src/search/SearchSpace.ts"
import { suggestNext } from "../src/search/suggest.ts"
import type { Trial } from "../src/search/Trial.ts"
import { medianOf, record } from "./support.ts"

const plain = { learningRate: float(1e-4, 1e-1, { log: true }), units: int(16, 256) }

const spaces: ReadonlyArray<readonly [name: string, space: SearchSpace]> = [
  ["no defaults", plain],
  ["a constant that the older half of the trials lacks", { ...plain, layers: constant(2) }],
  ["a default that the older half of the trials lacks", { ...plain, dropout: bool({ default: false }) }]
]

/** Microseconds of each of some suggestions on so many trials, each put on record before the next. */
const microsOf = (space: SearchSpace, count: number): ReadonlyArray<number> => {
  const asked = study({ space, objective: { minimize: "loss" }, sampler: random(), train: () => ({ loss: 0 }) })
  const trials: Array<Trial> = []
  const put = (params: Trial["params"]) => {
    trials.push({ number: trials.length, state: "complete", params, values: [trials.length], curve: [] })
  }
  const suggest = () => {
    const number = trials.length
    const suggestion = suggestNext(asked, { history: { revision: number, trials }, number, budget: 2 * count })
    if ("exhausted" in suggestion) throw new Error("a continuous space is never exhausted")
    return suggestion.params
  }
  for (let number = 0; number < count; number++) {
    const params = { learningRate: 1e-3 + number * 1e-9, units: 64 }
    put(number < count / 2 ? params : { ...params, layers: 2, dropout: true })
  }
  // The first ones make an index of the history.
  for (let warm = 0; warm < 100; warm++) put(suggest())
  return Array.from({ length: 500 }, () => {
    const start = performance.now()
    const params = suggest()
    const micros = 1000 * (performance.now() - start)
    put(params)
    return micros
  })
}

/** Prints the median by space and length of the history. */
export const measureSuggestions = (): void => {
  console.log("Microseconds of a random suggestion, median of 500: trials on record, space")
  const rows = [1000, 50_000].flatMap((trials) =>
    spaces.map(([space, definition]) => {
      const micros = medianOf(microsOf(definition, trials))
      console.log(`${micros.toFixed(1).padStart(8)}  ${trials}, ${space}`)
      return { trials, space, micros }
    })
  )
  record("suggestions", { rows })
}
