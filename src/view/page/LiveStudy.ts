/** A study that changes: the document that the page began with, and everything that was told since. */
import { unpack } from "./pack.ts"
import type { PageAttempt, PageReport } from "./PageData.ts"
import type { PageNews } from "./PageNews.ts"
import { ranked, unpackTrials, type PageTrial } from "./PageTrial.ts"
import type { PageState } from "./PageState.ts"

const keyOf = ({ attempt, trial }: PageAttempt): string => `${trial}/${attempt}`

/** Takes news in. A piece of news that comes twice changes nothing. */
export class LiveStudy {
  #state: PageState
  readonly #trials: Map<number, PageTrial>
  readonly #attempts: Map<string, PageAttempt>
  readonly #reports: Array<PageReport>
  #complete: number

  constructor(start: PageState) {
    this.#state = start
    this.#trials = new Map(start.trials.map((trial) => [trial.number, trial]))
    this.#attempts = new Map(start.attempts.map((attempt) => [keyOf(attempt), attempt]))
    this.#reports = [...start.reports]
    this.#complete = this.completed()
  }

  /** As it is. */
  get state(): PageState {
    return this.#state
  }

  /** How many trials are complete. */
  completed(): number {
    return this.#state.trials.reduce((sum, { state }) => sum + Number(state === "complete"), 0)
  }

  /** Whether so much has happened that what is costly to compute should be asked for again. */
  isOutgrown(): boolean {
    return this.completed() >= Math.max(this.#complete + 5, this.#complete * 1.1) || this.#reports.length > 80_000
  }

  /** Takes news in; answers the numbers of the trials that they are about. */
  absorb(news: PageNews, now: number): ReadonlySet<number> {
    const { study } = news
    if (study.revision <= this.#state.study.revision) return new Set()
    const trials = unpackTrials(news.trials)
    const reports = unpack(news.reports) as unknown as ReadonlyArray<PageReport>
    for (const trial of trials) this.#trials.set(trial.number, this.#withInterval(trial))
    for (const attempt of unpack(news.attempts) as unknown as ReadonlyArray<PageAttempt>)
      this.#attempts.set(keyOf(attempt), attempt)
    this.#reports.push(...reports)
    const inOrder = [...this.#trials.values()].sort((a, b) => a.number - b.number)
    this.#state = {
      ...this.#state,
      study,
      now,
      trials: trials.length === 0 ? this.#state.trials : ranked(inOrder, study.spec),
      attempts: [...this.#attempts.values()],
      reports: this.#reports
    }
    for (const trial of this.#state.trials) this.#trials.set(trial.number, trial)
    return new Set([...trials.map(({ number }) => number), ...reports.map(({ trial }) => trial)])
  }

  /** What needs all trials to be computed stays as it was until the whole document is asked for again. */
  #withInterval(trial: PageTrial): PageTrial {
    const { expected, halfWidth } = this.#trials.get(trial.number) ?? {}
    return {
      ...trial,
      ...(expected === undefined ? {} : { expected }),
      ...(halfWidth === undefined ? {} : { halfWidth })
    }
  }
}
