/** Durations as people write them. */
import { InvalidDefinition } from "../errors.ts"
import { shown } from "./shown.ts"
import type { DurationInput } from "./Study.ts"

const unitMillis: Readonly<Record<string, number>> = {
  ms: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
  s: 1e3,
  sec: 1e3,
  second: 1e3,
  seconds: 1e3,
  m: 6e4,
  min: 6e4,
  minute: 6e4,
  minutes: 6e4,
  h: 3.6e6,
  hour: 3.6e6,
  hours: 3.6e6,
  d: 8.64e7,
  day: 8.64e7,
  days: 8.64e7
}

/** Milliseconds of a duration: a number of milliseconds, or words such as "20 minutes", "1.5h". Throws `InvalidDefinition`. */
export const durationMillis = (input: DurationInput, what: string): number => {
  const [, amount, unit] =
    typeof input === "string" ? (/^\s*([\d.]+)\s*([a-z]+)\s*$/i.exec(input) ?? []) : [undefined, input, "ms"]
  const millis = Number(amount) * (unitMillis[String(unit).toLowerCase()] ?? NaN)
  const isReadable = typeof input === "string" || typeof input === "number"
  if (!isReadable || !Number.isFinite(millis) || millis <= 0) {
    throw new InvalidDefinition(
      `${what} must be a duration above 0, but it is ${shown(input)}.`,
      `Write it with a unit: "90 seconds", "20 minutes", "1.5 hours".`
    )
  }
  return millis
}
