/** What happens in the store, told as it happens: server-sent events, each with what is new since the one before. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { NotFound, StoreError } from "../../errors.ts"
import { StudyReader } from "../../store/StudyReader.ts"
import type { Pages } from "./Pages.ts"

/** How often a store is looked at, in milliseconds: for its version only, which costs next to nothing. */
const lookMillis = 40
/** At most ten events a second: what happens meanwhile is told together. */
const betweenMillis = 100
const betweenListsMillis = 1_000
/** Whoever hears nothing for longer may take the connection for dead. */
const quietMillis = 15_000

/** How soon whoever was cut off comes back. */
const comeBack = "retry: 1000\n\n"
const stillHere = ": still here\n\n"

const event = (data: unknown, id?: number): string =>
  `${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

type Write = (text: string) => Effect.Effect<void>

/** Waits until the store is another than at this version; says that we are still here meanwhile. */
const changed = Effect.fnUntraced(function* (version: number, write: Write) {
  const reader = yield* StudyReader
  const look = Effect.gen(function* () {
    while ((yield* reader.version) === version) yield* Effect.sleep(lookMillis)
  })
  while (Option.isNone(yield* Effect.timeoutOption(look, quietMillis))) yield* write(stillHere)
})

/** Tells what is new in a study after a revision, for ever. An event's id is the revision up to which it tells. */
export const studyEvents = Effect.fnUntraced(function* (
  study: number,
  since: number,
  news: Pages["news"],
  write: Write
): Effect.fn.Return<never, NotFound | StoreError, StudyReader> {
  const reader = yield* StudyReader
  let seen = since
  yield* write(comeBack)
  while (true) {
    // Asked before the study is read: what is written in between is looked for again.
    const version = yield* reader.version
    const latest = yield* reader.news(study, seen)
    const { revision } = latest.study
    if (revision > seen) {
      yield* write(event(news(latest), revision))
      seen = revision
      yield* Effect.sleep(betweenMillis)
    } else {
      yield* changed(version, write)
    }
  }
})

/** Tells which studies there are, and again whenever that looks different. */
export const listEvents = Effect.fnUntraced(function* (
  studies: Pages["studies"],
  write: Write
): Effect.fn.Return<never, StoreError, StudyReader> {
  const reader = yield* StudyReader
  let told = ""
  yield* write(comeBack)
  while (true) {
    const version = yield* reader.version
    const text = event(studies(yield* reader.list))
    if (text !== told) yield* write(text)
    told = text
    yield* Effect.sleep(betweenListsMillis)
    yield* changed(version, write)
  }
})
