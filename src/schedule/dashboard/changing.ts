/** The changes that a person can make from the dashboard. */
import * as Effect from "effect/Effect"
import { UsageError } from "../../errors.ts"
import { isFinished } from "../../search/Trial.ts"
import { paramsFromTexts } from "../../search/space/parse.ts"
import { StudyReader } from "../../store/StudyReader.ts"
import { TrialStore } from "../../store/TrialStore.ts"
import { enqueue } from "../enqueue.ts"

const mostSlots = 1024

const notAsked = (what: string) => new UsageError(`The request does not say ${what}.`, "Reload the page.")

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}

/** Asks its runner to end a trial: it is pruned within a second, or as soon as it would run. */
export const stopTrial = Effect.fnUntraced(function* (study: number, number: number) {
  const reader = yield* StudyReader
  const { trial } = yield* reader.trial(study, number)
  if (isFinished(trial.state))
    return yield* Effect.fail(new UsageError(`Trial ${number} is ${trial.state} already.`, "There is nothing to stop."))
  yield* (yield* TrialStore).ask(study, { _tag: "stopTrial", trial: number })
  return { asked: true }
})

/** Asks every runner of the study to let no new trial start. */
export const stopStudy = Effect.fnUntraced(function* (study: number) {
  yield* (yield* TrialStore).ask(study, { _tag: "stopStudy" })
  return { asked: true }
})

/** Asks every runner of the study to execute so many trials at once. */
export const setParallelism = Effect.fnUntraced(function* (study: number, body: unknown) {
  const { slots } = fieldsOf(body)
  if (typeof slots !== "number" || !Number.isInteger(slots) || slots < 1 || slots > mostSlots)
    return yield* Effect.fail(
      new UsageError(
        `${typeof slots === "number" ? slots : "That"} is no number of trials at once.`,
        `Give a whole number from 1 to ${mostSlots}.`
      )
    )
  yield* (yield* TrialStore).ask(study, { _tag: "parallelism", slots })
  return { asked: true }
})

/** Puts a point first in line. It is checked against the space as `sweep enqueue` does; the constraint has its say when it is run. */
export const enqueuePoint = Effect.fnUntraced(function* (study: number, body: unknown) {
  const { params } = fieldsOf(body)
  const texts = new Map<string, string>()
  for (const [name, text] of Object.entries(fieldsOf(params))) {
    if (typeof text !== "string") return yield* Effect.fail(notAsked("a text for each param"))
    texts.set(name, text)
  }
  const { spec } = yield* (yield* TrialStore).study(study)
  const point = yield* Effect.try({
    try: () => paramsFromTexts(spec.space, texts),
    catch: (error) => error as UsageError
  })
  return { number: yield* enqueue(study, point, "put first from the dashboard") }
})
