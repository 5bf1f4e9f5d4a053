/** Values in rising order, so that a rank among 10,000 trials is looked up and not counted. */

/** How many of the values, by rising order with NaN last, come before a value: all that are better, where NaN is worst. */
export const betterIn = (rising: ReadonlyArray<number>, value: number): number => {
  const isLast = Number.isNaN(value)
  let [from, to] = [0, rising.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const one = rising[middle]!
    if (isLast ? !Number.isNaN(one) : one < value) from = middle + 1
    else to = middle
  }
  return from
}

const byValue = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}

/** The same values by rising order, NaN last. */
export const risingWithNaN = (values: ReadonlyArray<number>): ReadonlyArray<number> => values.toSorted(byValue)

/** The values of trials by rising order, NaN last, as they come and go. */
export class Ranking {
  readonly #values: Array<number> = []
  /** Whose values they are, in the same order. */
  readonly #numbers: Array<number> = []

  constructor(entries: Iterable<readonly [number: number, value: number]> = []) {
    for (const [number, value] of [...entries].sort(([, a], [, b]) => byValue(a, b))) {
      this.#values.push(value)
      this.#numbers.push(number)
    }
  }

  /** All of them. Good until the next change. */
  get values(): ReadonlyArray<number> {
    return this.#values
  }

  /** Those of some trials. */
  among(belongs: (number: number) => boolean): ReadonlyArray<number> {
    return this.#values.filter((_, place) => belongs(this.#numbers[place]!))
  }

  /** Takes the value of a trial that has none here. */
  add(number: number, value: number): void {
    const place = betterIn(this.#values, value)
    this.#values.splice(place, 0, value)
    this.#numbers.splice(place, 0, number)
  }

  /** Gives up the value that a trial has here. */
  remove(number: number, value: number): void {
    const place = this.#numbers.indexOf(number, betterIn(this.#values, value))
    this.#values.splice(place, 1)
    this.#numbers.splice(place, 1)
  }
}
