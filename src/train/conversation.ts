/** The dialogue with one running trial, whatever carries it: reports come in, verdicts go out, until it has ended. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Verdict } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import type { FromTrial, ToTrial } from "./process/messages.ts"
import { TrialFailed, type Assignment, type CheckpointKeeper, type TrainOutcome } from "./Trainer.ts"

/** What a conversation partner says; `gone` when it died without having ended. */
export type TrialWord = FromTrial | { readonly _tag: "gone"; readonly failure: TrialFailed }

/** A trial that can be talked to. */
export interface Partner {
  readonly words: Queue.Dequeue<TrialWord>
  /** Says something, if anyone is there to listen. */
  readonly send: (message: ToTrial) => void
}

/** Who answers a trial: its reports, and its checkpoints, which are on no record by default. */
interface Listener<E, R> {
  readonly onReport: (report: Report) => Effect.Effect<Verdict, E, R>
  readonly keeper: CheckpointKeeper<E, R> | undefined
}

/** Puts on record what a trial says of a checkpoint, and lets it go on. */
const keep = <E, R>(
  partner: Partner,
  word: Extract<TrialWord, { readonly _tag: "saved" | "loaded" }>,
  keeper: CheckpointKeeper<E, R> | undefined
): Effect.Effect<void, E, R> => {
  const kept = word._tag === "saved" ? keeper?.saved(word.checkpoint) : keeper?.loaded(word.loaded)
  return Effect.andThen(
    kept ?? Effect.void,
    Effect.sync(() => partner.send({ _tag: "recorded", id: word.id }))
  )
}

/** A trial that was told to stop may still save what it has. A checkpoint that finds no record any more is no failure. */
const untilEnded = Effect.fnUntraced(function* <E, R>(partner: Partner, keeper: CheckpointKeeper<E, R> | undefined) {
  while (true) {
    const word = yield* Queue.take(partner.words)
    if (word._tag === "ended" || word._tag === "gone") return
    if (word._tag === "saved" || word._tag === "loaded") yield* Effect.ignore(keep(partner, word, keeper))
  }
})

/** Hands the trial over and answers its reports with `onReport` until it has ended. A trial that was told to stop has `grace` to do so. */
const converse = Effect.fnUntraced(function* <E, R>(
  partner: Partner,
  assignment: Assignment,
  { keeper, onReport }: Listener<E, R>,
  grace: Duration.Input
): Effect.fn.Return<TrainOutcome, TrialFailed | E, R> {
  partner.send({ _tag: "run", assignment })
  while (true) {
    const word = yield* Queue.take(partner.words)
    switch (word._tag) {
      case "report": {
        const verdict = yield* onReport(word.report)
        partner.send({ _tag: "verdict", id: word.id, verdict })
        if (verdict._tag === "Continue") break
        yield* Effect.timeoutOption(untilEnded(partner, keeper), grace)
        return { _tag: "stopped", verdict }
      }
      case "saved":
      case "loaded":
        yield* keep(partner, word, keeper)
        break
      case "ended": {
        const { execution } = word
        if (execution._tag === "returned") return { _tag: "returned", metrics: execution.metrics }
        return yield* Effect.fail(
          execution._tag === "failed"
            ? new TrialFailed(execution.reason, execution.message, execution.detail)
            : new TrialFailed("error", "train stopped without having been told to")
        )
      }
      case "gone":
        return yield* Effect.fail(word.failure)
    }
  }
})

/** How long a trial that has run out of time may take to stop, in milliseconds. */
const lastWordsMillis = 1000

const tooLong = (timeoutMillis: number): TrialFailed =>
  new TrialFailed("timeout", `still training after the study's timeout of ${timeoutMillis / 1000} s`)

/** Ends a trial that takes longer than it may. `stop` is the polite way. */
export const withinTime = <A, E, R>(
  { timeoutMillis }: Assignment,
  training: Effect.Effect<A, E | TrialFailed, R>,
  stop: Effect.Effect<void, never, R> = Effect.void
): Effect.Effect<A, E | TrialFailed, R> =>
  timeoutMillis === undefined
    ? training
    : Effect.timeoutOrElse(training, {
        duration: timeoutMillis,
        orElse: () => Effect.andThen(stop, Effect.fail(tooLong(timeoutMillis)))
      })

/** Talks with a trial for as long as it may take. */
export const converseInTime = <E, R>(
  partner: Partner,
  assignment: Assignment,
  listener: Listener<E, R>,
  graceMillis: number
): Effect.Effect<TrainOutcome, TrialFailed | E, R> =>
  withinTime(
    assignment,
    converse(partner, assignment, listener, graceMillis),
    askToStop(partner, Math.min(graceMillis, lastWordsMillis), listener.keeper)
  )

/** Asks a trial to stop and waits, at most for its grace. */
export const askToStop = Effect.fnUntraced(function* <E, R>(
  partner: Partner,
  grace: Duration.Input,
  keeper?: CheckpointKeeper<E, R>
) {
  partner.send({ _tag: "interrupt" })
  yield* Effect.timeoutOption(untilEnded(partner, keeper), grace)
})
