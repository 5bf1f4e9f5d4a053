/** A dashboard over a store in a file, and the ways to ask it: over real HTTP, with any headers. */
import { request } from "node:http"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Pages } from "../../../src/schedule/dashboard/Pages.ts"
import { serveDashboard } from "../../../src/schedule/dashboard/server.ts"
import { StudyReader } from "../../../src/store/StudyReader.ts"
import { layer, openReader, openSqlite } from "../../../src/store/sqlite.ts"
import { temporaryPath } from "../../store/temporary.ts"

const token = "the-token"

/** Renders next to nothing: what it was given. */
const plainPages: Pages = {
  page: { html: "<!doctype html>", policy: "default-src 'none'" },
  studies: (summaries) => summaries.map(({ counts, study }) => ({ id: study.id, name: study.name, counts })),
  study: ({ record }) => ({ revision: record.study.revision, trials: record.trials.length }),
  news: ({ reports, study, trials }) => ({
    revision: study.revision,
    trials: trials.map(({ number, state }) => [number, state]),
    reports: reports.length
  }),
  trial: ({ trial }, log) => ({ number: trial.number, state: trial.state, log: log ?? null })
}

/** A new store in a file with a dashboard on it. */
export const dashboard = Effect.gen(function* () {
  const path = yield* temporaryPath
  const { reader, store } = yield* openSqlite(path)
  const looking = yield* openReader(path)
  const port = yield* serveDashboard({
    port: 0,
    token,
    pages: plainPages,
    store: layer(path),
    log: (study, trial, attempt) => (trial === 0 ? `log of ${study}, attempt ${attempt}` : undefined)
  }).pipe(Effect.provide(Context.make(StudyReader, looking)))
  return { path, port, reader, store }
})

/** What came back. */
export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** Asks once. Headers are those of the page itself, unless others are given; null leaves one out. */
export const ask = (
  port: number,
  path: string,
  {
    body,
    headers = {},
    method = body === undefined ? "GET" : "POST"
  }: {
    readonly method?: string
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string | null>>
  } = {}
): Effect.Effect<Got> =>
  Effect.callback((resume) => {
    const own =
      method === "GET"
        ? {}
        : {
            origin: `http://127.0.0.1:${port}`,
            authorization: `Bearer ${token}`,
            "content-type": "application/json"
          }
    const given = Object.entries({ host: `127.0.0.1:${port}`, ...own, ...headers })
    const sent = Object.fromEntries(given.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
    const asked = request({ host: "127.0.0.1", port, path, method, headers: sent, setHost: false }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece))
      response.on("end", () =>
        resume(Effect.succeed({ status: response.statusCode ?? 0, headers: response.headers, text }))
      )
    })
    asked.on("error", (error) => resume(Effect.die(error)))
    asked.end(typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body))
  })

/** A stream of events that is listened to while the scope is open. */
export interface Listening {
  /** Waits, in real time, until so many events have come in all; answers their data and ids. */
  readonly events: (
    count: number
  ) => Promise<ReadonlyArray<{ readonly id: string | undefined; readonly data: unknown }>>
  /** Waits until the last event has this id; answers all of them. */
  readonly upTo: (id: string) => Promise<ReadonlyArray<{ readonly id: string | undefined; readonly data: unknown }>>
  readonly pause: () => void
  readonly resume: () => void
  readonly leave: () => void
}

/** Listens to a stream of events. */
export const listen = (port: number, path: string, headers: Readonly<Record<string, string>> = {}) =>
  Effect.acquireRelease(
    Effect.callback<Listening>((resume) => {
      let text = ""
      const asked = request({ host: "127.0.0.1", port, path, headers }, (response) => {
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece))
        response.on("error", () => {})
        const told = () =>
          text
            .split("\n\n")
            .slice(0, -1)
            .flatMap((block) => {
              const data = /^data: (.*)$/m.exec(block)?.[1]
              return data === undefined
                ? []
                : [{ id: /^id: (.*)$/m.exec(block)?.[1], data: JSON.parse(data) as unknown }]
            })
        const waitFor = async (isThere: (all: ReturnType<typeof told>) => boolean) => {
          const until = performance.now() + 20_000
          while (!isThere(told())) {
            if (performance.now() > until) throw new Error(`these events came: ${text}`)
            await new Promise((wake) => setTimeout(wake, 10))
          }
          return told()
        }
        resume(
          Effect.succeed({
            events: (count) => waitFor((all) => all.length >= count),
            upTo: (id) => waitFor((all) => all.at(-1)?.id === id),
            pause: () => response.pause(),
            resume: () => response.resume(),
            leave: () => asked.destroy()
          })
        )
      })
      asked.on("error", () => {})
      asked.end()
    }),
    ({ leave }) => Effect.sync(leave)
  )
