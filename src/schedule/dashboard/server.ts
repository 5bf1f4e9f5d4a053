/** The dashboard's server: which address gives what. Nothing that is asked for with GET changes anything. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { NotFound, type StoreError, type SweepError, type UsageError } from "../../errors.ts"
import { StudyReader } from "../../store/StudyReader.ts"
import type { TrialStore } from "../../store/TrialStore.ts"
import { enqueuePoint, setParallelism, stopStudy, stopTrial } from "./changing.ts"
import { refusalOf } from "./guard.ts"
import { serve, type Answer, type Asked } from "./http.ts"
import type { Pages } from "./Pages.ts"
import { listEvents, studyEvents } from "./streams.ts"

/** What a dashboard is made of. */
export interface DashboardOptions {
  /** 0 for any that is free. */
  readonly port: number
  /** What whoever wants to change something must know. */
  readonly token: string
  readonly pages: Pages
  /** Opened for each change, and closed after it: a dashboard that is only looked at holds nothing that can write. */
  readonly store: Layer.Layer<TrialStore | StudyReader, StoreError>
  /** The end of the log of a trial's attempt, if there is one. */
  readonly log: (study: string, trial: number, attempt: number) => string | undefined
}

/** What an address does, given the numbers in it. */
type Route<Services> = (asked: Asked, study: number, trial: number) => Effect.Effect<Answer, SweepError, Services>

type Routes<Services> = ReadonlyArray<readonly [address: RegExp, route: Route<Services>]>

const json = (data: unknown, status = 200): Answer => ({ status, type: "application/json", body: JSON.stringify(data) })

const refused = (message: string, hint: string, status: number): Answer => json({ message, hint }, status)

const failed = (error: SweepError): Answer =>
  refused(error.message, error.hint, error.exitStatus === 2 ? 400 : error.exitStatus === 3 ? 404 : 503)

const noSuchPage = () => new NotFound("There is nothing at this address.", "Open the page itself: /")

/** The revision up to which whoever asks knows everything: what it was told last, where the connection was lost. */
const sinceOf = ({ headers, query }: Asked): number => {
  const since = Number(headers["last-event-id"] ?? query.get("since") ?? 0)
  return Number.isSafeInteger(since) && since > 0 ? since : 0
}

const looking = ({ log, pages }: DashboardOptions): Routes<StudyReader> => [
  [
    /^\/$/,
    () =>
      Effect.succeed({
        status: 200,
        type: "text/html",
        body: pages.page.html,
        headers: { "content-security-policy": `${pages.page.policy}; frame-ancestors 'none'` }
      })
  ],
  [
    /^\/studies$/,
    () =>
      Effect.map(
        Effect.flatMap(StudyReader, ({ list }) => list),
        (all) => json(pages.studies(all))
      )
  ],
  [/^\/events$/, () => streaming((write) => listEvents(pages.studies, write))],
  [
    /^\/studies\/(\d+)$/,
    Effect.fnUntraced(function* (_asked, study) {
      const reader = yield* StudyReader
      const record = yield* reader.record(study)
      const folds = yield* reader.folds(study)
      return json(pages.study({ record, folds, now: yield* Clock.currentTimeMillis }))
    })
  ],
  [
    /^\/studies\/(\d+)\/events$/,
    Effect.fnUntraced(function* (asked, study) {
      // A study that is not there is said before the stream begins: whoever reads it would ask for ever.
      yield* (yield* StudyReader).news(study, Number.MAX_SAFE_INTEGER)
      return yield* streaming((write) => studyEvents(study, sinceOf(asked), pages.news, write))
    })
  ],
  [
    /^\/studies\/(\d+)\/trials\/(\d+)$/,
    Effect.fnUntraced(function* (_asked, study, number) {
      const history = yield* (yield* StudyReader).trial(study, number)
      const { attempt } = history.trial
      return json(pages.trial(history, log(history.study.name, number, attempt), yield* Clock.currentTimeMillis))
    })
  ]
]

/** An answer that goes on. What goes wrong on the way ends it: whoever reads it asks again, and is told then. */
const streaming = (
  events: (write: (text: string) => Effect.Effect<void>) => Effect.Effect<never, SweepError, StudyReader>
): Effect.Effect<Answer, never, StudyReader> =>
  Effect.map(StudyReader, (reader) => ({
    events: (write) =>
      events(write).pipe(
        Effect.provideService(StudyReader, reader),
        Effect.catchCause(() => Effect.void)
      )
  }))

const changing: Routes<TrialStore | StudyReader> = [
  [/^\/studies\/(\d+)\/trials\/(\d+)\/stop$/, (_asked, study, trial) => Effect.map(stopTrial(study, trial), json)],
  [/^\/studies\/(\d+)\/stop$/, (_asked, study) => Effect.map(stopStudy(study), json)],
  [
    /^\/studies\/(\d+)\/parallelism$/,
    (asked, study) =>
      Effect.map(
        Effect.flatMap(asked.body, (body) => setParallelism(study, body)),
        json
      )
  ],
  [
    /^\/studies\/(\d+)\/points$/,
    (asked, study) =>
      Effect.map(
        Effect.flatMap(asked.body, (body) => enqueuePoint(study, body)),
        json
      )
  ]
]

const routed = <Services>(routes: Routes<Services>, asked: Asked): Effect.Effect<Answer, SweepError, Services> => {
  for (const [address, route] of routes) {
    const numbers = address.exec(asked.path)
    if (numbers !== null) return route(asked, Number(numbers[1]), Number(numbers[2]))
  }
  return Effect.fail(noSuchPage())
}

const answerTo = (options: DashboardOptions, asked: Asked): Effect.Effect<Answer, SweepError, StudyReader> => {
  if (asked.method === "GET") return routed(looking(options), asked)
  return asked.method === "POST"
    ? Effect.provide(routed(changing, asked), options.store)
    : Effect.succeed(refused(`${asked.method} is not known here.`, "Use GET, or POST to change something.", 405))
}

/** Serves the dashboard on loopback while the scope is open. Succeeds with the port that it listens on. */
export const serveDashboard = Effect.fnUntraced(function* (
  options: DashboardOptions
): Effect.fn.Return<number, UsageError, Scope.Scope | StudyReader> {
  const reader = yield* StudyReader
  let port = options.port
  port = yield* serve(options.port, (asked) =>
    Effect.suspend(() => {
      const refusal = refusalOf(asked, { port, token: options.token })
      return refusal === undefined
        ? answerTo(options, asked).pipe(
            Effect.provideService(StudyReader, reader),
            Effect.catch((error) => Effect.succeed(failed(error))),
            Effect.catchDefect((defect) => Effect.succeed(refused(String(defect), "This is a bug of ours.", 500)))
          )
        : Effect.succeed(refused(refusal, "Open the address that sweep dashboard has printed.", 403))
    })
  )
  return port
})
