/** What is measured, from the environment: a part of a table can be measured anew, and the rest of it is kept. */

/** Names separated by commas. */
export const listFrom = (variable: string, otherwise: ReadonlyArray<string>): ReadonlyArray<string> =>
  process.env[variable]?.split(",") ?? otherwise

/** One number. */
export const numberFrom = (variable: string, otherwise: number): number => {
  const value = Number(process.env[variable] ?? otherwise)
  if (!Number.isSafeInteger(value)) throw new Error(`${variable} must be a whole number, not ${process.env[variable]}.`)
  return value
}

/** Seeds "0-19", both ends included. */
export const seedsFrom = (variable: string, otherwise: string): ReadonlyArray<number> => {
  const range = process.env[variable] ?? otherwise
  const [first = Number.NaN, last = first] = range.split("-").map(Number)
  if (!Number.isSafeInteger(first) || !(last >= first))
    throw new Error(`${variable} must look like 0-19, not ${range}.`)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
