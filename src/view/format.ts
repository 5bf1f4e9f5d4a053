/** Numbers, times and shares as people read them. */

/** A number with four significant digits: `0.9731`, `1.2e-4`, `12346`; integers plain. */
export const formatNumber = (value: number, digits = 4): string => {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e15) return String(value)
  if (size < 1e-3 || size >= 1e9) return formatExponential(value, digits)
  if (size >= 10 ** (digits - 1)) return String(Math.round(value))
  return trimZeros(value.toPrecision(digits))
}

const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)

const formatExponential = (value: number, digits: number): string => {
  const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e")
  return `${trimZeros(mantissa)}e${exponent.replace("+", "")}`
}

const mostDigits = 8

/**
 * How numbers that stand below each other are written: with as many digits as it takes to tell these apart (at most eight),
 * and the same number of decimals, so that the points line up.
 */
export const columnFormat = (values: ReadonlyArray<number>): ((value: number) => string) => {
  const different = new Set(values).size
  let digits = 4
  let texts = values.map((value) => formatNumber(value))
  while (digits < mostDigits && new Set(texts).size < different) {
    digits++
    texts = values.map((value) => formatNumber(value, digits))
  }
  const most = texts.every(isPlain) ? texts.reduce((left, text) => Math.max(left, decimalsOf(text)), 0) : 0
  return (value) => {
    const text = formatNumber(value, digits)
    const missing = isPlain(text) ? most - decimalsOf(text) : 0
    return missing <= 0 ? text : `${text}${text.includes(".") ? "" : "."}${"0".repeat(missing)}`
  }
}

const isPlain = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)
const decimalsOf = (text: string): number => (text.includes(".") ? text.length - text.indexOf(".") - 1 : 0)

/** Numbers that stand below each other, written as `columnFormat` says. */
export const formatColumn = (values: ReadonlyArray<number>): ReadonlyArray<string> => values.map(columnFormat(values))

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const twoDigits = (value: number): string => String(value).padStart(2, "0")

const formatLong = (millis: number): string => {
  if (millis < hour) return `${Math.floor(millis / minute)}m ${twoDigits(Math.floor((millis % minute) / second))}s`
  if (millis < day) return `${Math.floor(millis / hour)}h ${twoDigits(Math.floor((millis % hour) / minute))}m`
  return `${Math.floor(millis / day)}d ${twoDigits(Math.floor((millis % day) / hour))}h`
}

/** A duration: `340ms`, `2.3s`, `1m 04s`, `2h 05m`, `3d 04h`. */
export const formatDuration = (millis: number): string => {
  const rounded = Math.max(0, Math.round(millis))
  if (rounded < second) return `${rounded}ms`
  const tenths = Math.round(rounded / 100)
  return tenths < 600 ? `${(tenths / 10).toFixed(1)}s` : formatLong(Math.round(rounded / second) * second)
}

/** A duration in whole seconds, for what is drawn again and again: `2s`, `1m 04s`. */
export const formatSeconds = (millis: number): string => {
  const seconds = Math.max(0, Math.floor(millis / second))
  return seconds < 60 ? `${seconds}s` : formatLong(seconds * second)
}

/** How long ago: `just now`, `12s ago`, `3m ago`, `5d ago`. */
export const formatAge = (millis: number): string => {
  if (millis < 5 * second) return "just now"
  if (millis < minute) return `${Math.floor(millis / second)}s ago`
  if (millis < hour) return `${Math.floor(millis / minute)}m ago`
  if (millis < day) return `${Math.floor(millis / hour)}h ago`
  return `${Math.floor(millis / day)}d ago`
}

/** A share of the whole, rounded down: only the whole is 100%. */
export const formatPercent = (share: number): string =>
  `${Math.floor(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * 100)}%`

/** A count and its noun: `1 trial`, `2 trials`. */
export const formatCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

const units = ["B", "KiB", "MiB", "GiB", "TiB"]

/** `812 B`, `3.42 MiB`: three digits are enough. */
export const formatBytes = (bytes: number): string => {
  let [value, unit] = [bytes, 0]
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024
  return `${Number(value.toPrecision(3))} ${units[unit]}`
}
