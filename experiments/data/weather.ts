/**
 * Four years of Seattle's weather (NOAA, a work of the United States government), as the npm package vega-datasets ships
 * it. The kind of weather was made from the original fields, for teaching.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

/** The kinds of weather; a day's class is its place here. */
export const kinds = ["drizzle", "rain", "sun", "snow", "fog"] as const

/** A day as it was measured. */
export interface Day {
  /** 0 is January. */
  readonly month: number
  /** Millimetres. */
  readonly precipitation: number
  /** Degrees Celsius. */
  readonly warmest: number
  readonly coldest: number
  readonly wind: number
  readonly kind: number
}

/** The 1,461 days from January 2012 to December 2015, in order. */
export const loadWeather = (): ReadonlyArray<Day> => {
  // The package exports its module alone, which lies in a folder beside the data.
  const module = createRequire(import.meta.url).resolve("vega-datasets")
  const file = join(module, "..", "..", "data", "seattle-weather.csv")
  const [, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/)
  return lines.map((line) => {
    const [date, precipitation, warmest, coldest, wind, kind] = line.split(",")
    return {
      month: Number(date!.slice(5, 7)) - 1,
      precipitation: Number(precipitation),
      warmest: Number(warmest),
      coldest: Number(coldest),
      wind: Number(wind),
      kind: kinds.indexOf(kind as (typeof kinds)[number])
    }
  })
}
