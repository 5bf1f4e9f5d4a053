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

/** The same values by rising order, NaN last. */
export const risingWithNaN = (values: ReadonlyArray<number>): Array<number> =>
  Array.from(Float64Array.from(values).sort())

const add = (rising: Array<number>, value: number): void => {
  rising.splice(betterIn(rising, value), 0, value)
}

const remove = (rising: Array<number>, value: number): void => {
  rising.splice(betterIn(rising, value), 1)
}

/** Rising values without some of them, each of which is among them. */
export const without = (rising: ReadonlyArray<number>, values: ReadonlyArray<number>): ReadonlyArray<number> => {
  const rest = rising.slice()
  for (const value of values) remove(rest, value)
  return rest
}

/** Which trials belong to a group, by number: always the same ones. */
export type Group = (number: number) => boolean

/** So many groups are kept, the longest unused given up first. */
const mostGroups = 16

/** At most one value for each trial, ranked among all and among those of each group that was asked about. */
export class Ranking {
  readonly #byNumber: Array<number | undefined>
  readonly #rising: Array<number>
  /** The least recently used first. */
  readonly #groups = new Map<Group, Array<number>>()

  /** The values by number; undefined where a trial has none. */
  constructor(byNumber: ReadonlyArray<number | undefined> = []) {
    this.#byNumber = [...byNumber]
    this.#rising = this.#risingOf(() => true)
  }

  /** The value of each trial, by number. Good until the next change. */
  get byNumber(): ReadonlyArray<number | undefined> {
    return this.#byNumber
  }

  /** The values of all trials or of a group, by rising order, NaN last. Good until the next change. */
  values(group?: Group): ReadonlyArray<number> {
    if (group === undefined) return this.#rising
    const rising = this.#groups.get(group) ?? this.#risingOf(group)
    this.#groups.delete(group)
    this.#groups.set(group, rising)
    if (this.#groups.size > mostGroups) this.#groups.delete(this.#groups.keys().next().value!)
    return rising
  }

  /** Gives a trial a value, or takes it away. */
  set(number: number, value: number | undefined): void {
    const before = this.#byNumber[number]
    if (Object.is(before, value)) return
    this.#byNumber[number] = value
    this.#change(this.#rising, before, value)
    if (this.#groups.size === 0) return
    for (const [group, rising] of this.#groups) if (group(number)) this.#change(rising, before, value)
  }

  #change(rising: Array<number>, before: number | undefined, value: number | undefined): void {
    if (before !== undefined) remove(rising, before)
    if (value !== undefined) add(rising, value)
  }

  #risingOf(group: Group): Array<number> {
    const values: Array<number> = []
    for (let number = 0; number < this.#byNumber.length; number++) {
      const value = this.#byNumber[number]
      if (value !== undefined && group(number)) values.push(value)
    }
    return risingWithNaN(values)
  }
}
