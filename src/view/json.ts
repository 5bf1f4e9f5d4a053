/** What is shown as JSON. JSON has no NaN and no infinity: they are written as the strings "NaN", "Infinity", "-Infinity". */
import type { StudyEvent } from "../schedule/events.ts"

const replacer = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value

/** Plain data as indented JSON, for people and `jq`. */
export const jsonText = (data: unknown): string => JSON.stringify(data, replacer, 2)

/** Plain data as JSON in one line. */
export const jsonLine = (data: unknown): string => JSON.stringify(data, replacer)

/** Metrics as they were before they became JSON. */
export const numbersRestored = (metrics: Readonly<Record<string, number | string>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value)]))

/** An event as one line of newline-delimited JSON, without its line end. */
export const eventLine = (event: StudyEvent): string => jsonLine(event)
