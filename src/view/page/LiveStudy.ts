/** A study that changes: the document that the page began with, and everything that was told since. */
import { isInForce } from "../../store/checkpoints.ts"
import { unpack } from "./pack.ts"
import type { PageAttempt, PageReport } from "./PageData.ts"
import type { PageNews } from "./PageNews.ts"
import { unpackTrials, type PageTrial } from "./PageTrial.ts"
import { Places, type Placed } from "./Places.ts"
import type { PageState } from "./PageState.ts"

const keyOf = ({ attempt, trial }: PageAttempt): string => `${trial}/${attempt}`

/** A list in order whose items are found by a key. */
class Keyed<Key, Item> {
  readonly items: Array<Item>
  readonly #keyOf: (item: Item) => Key
  readonly #isBefore: (a: Item, b: Item) => boolean
  readonly #index: Map<Key, number>

  constructor(items: ReadonlyArray<Item>, keyOfItem: (item: Item) => Key, isBefore: (a: Item, b: Item) => boolean) {
    this.items = [...items]
    this.#keyOf = keyOfItem
    this.#isBefore = isBefore
    this.#index = new Map(this.items.map((item, index) => [keyOfItem(item), index]))
  }

  of(key: Key): Item | undefined {
    const index = this.#index.get(key)
    return index === undefined ? undefined : this.items[index]
  }

  put(item: Item): void {
    const known = this.#index.get(this.#keyOf(item))
    if (known !== undefined) {
      this.items[known] = item
      return
    }
    let index = this.items.length
    for (; index > 0 && this.#isBefore(item, this.items[index - 1]!); index--) {
      this.items[index] = this.items[index - 1]!
      this.#index.set(this.#keyOf(this.items[index]!), index)
    }
    this.items[index] = item
    this.#index.set(this.#keyOf(item), index)
  }
}

/**
 * Takes news in. A piece of news that comes twice changes nothing. The lists of a state are those of the study, and go on
 * changing: a page of ten thousand trials that made them anew ten times a second would do little else.
 */
export class LiveStudy {
  #state: PageState
  readonly #trials: Keyed<number, Placed>
  readonly #places: Places
  readonly #attempts: Keyed<string, PageAttempt>
  #reports: Array<PageReport>
  /** How many trials are complete, and how many were. */
  readonly #complete: { now: number; readonly then: number }

  constructor(start: PageState) {
    this.#trials = new Keyed<number, Placed>(
      start.trials,
      ({ number }) => number,
      (a, b) => a.number < b.number
    )
    this.#places = new Places(start.study.spec, this.#trials.items)
    this.#attempts = new Keyed(start.attempts, keyOf, () => false)
    this.#reports = [...start.reports]
    this.#state = { ...start, trials: this.#trials.items, attempts: this.#attempts.items, reports: this.#reports }
    const complete = start.trials.filter(({ state }) => state === "complete").length
    this.#complete = { now: complete, then: complete }
  }

  /** As it is. */
  get state(): PageState {
    return this.#state
  }

  /** Whether so much has happened that what is costly to compute should be asked for again. */
  isOutgrown(): boolean {
    const { now, then } = this.#complete
    return now >= Math.max(then + 5, then * 1.1) || this.#reports.length > 80_000
  }

  /** Takes news in; answers the numbers of the trials that they are about. */
  absorb(news: PageNews, now: number): ReadonlySet<number> {
    const { study } = news
    if (study.revision <= this.#state.study.revision) return new Set()
    const trials = unpackTrials(news.trials)
    const reports = unpack(news.reports) as unknown as ReadonlyArray<PageReport>
    const again = new Set(trials.flatMap((trial) => (this.#isTriedAgain(trial) ? [trial.number] : [])))
    for (const trial of trials) this.#put(trial)
    this.#places.settle()
    for (const attempt of unpack(news.attempts) as unknown as ReadonlyArray<PageAttempt>) this.#attempts.put(attempt)
    this.#reports.push(...reports)
    if (again.size > 0)
      this.#reports = this.#reports.filter((report) => !again.has(report.trial) || this.#isInForce(report))
    this.#state = { ...this.#state, study, now, reports: this.#reports }
    return new Set([...trials.map(({ number }) => number), ...reports.map(({ trial }) => trial)])
  }

  #isTriedAgain({ attempt, number }: PageTrial): boolean {
    const before = this.#trials.of(number)
    return before !== undefined && before.attempt !== attempt
  }

  #isInForce({ attempt = 1, step, trial }: PageReport): boolean {
    const of = this.#trials.of(trial)
    return of !== undefined && isInForce(of, { attempt, step })
  }

  /** What needs all trials to be computed stays as it was until the whole document is asked for again. */
  #put(trial: Placed): void {
    const before = this.#trials.of(trial.number)
    const { expected, halfWidth } = before ?? {}
    delete trial.rank
    delete trial.tied
    if (expected !== undefined) trial.expected = expected
    if (halfWidth !== undefined) trial.halfWidth = halfWidth
    this.#trials.put(trial)
    this.#places.put(trial, before)
    this.#complete.now += Number(trial.state === "complete") - Number(before?.state === "complete")
  }
}
