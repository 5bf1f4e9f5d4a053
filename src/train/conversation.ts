/** The dialogue with one running trial, whatever carries it: reports come in, verdicts go out, until it has ended. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Verdict } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import type { FromTrial, ToTrial } from "./process/messages.ts"
import { TrialFailed, type Assignment, type TrainOutcome } from "./Trainer.ts"

/** What a conversation partner says; `gone` when it died without having ended. */
export type TrialWord = FromTrial | { readonly _tag: "gone"; readonly failure: TrialFailed }

/** A trial that can be talked to. */
export interface Partner {
  readonly words: Queue.Dequeue<TrialWord>
  /** Says something, if anyone is there to listen. */
  readonly send: (message: ToTrial) => void
}

const untilEnded = Effect.fnUntraced(function* (partner: Partner) {
  while (true) {
    const word = yield* Queue.take(partner.words)
    if (word._tag === "ended" || word._tag === "gone") return
  }
})

/** Hands the trial over and answers its reports with `onReport` until it has ended. A trial that was told to stop has `grace` to do so. */
const converse = Effect.fnUntraced(function* <E, R>(
  partner: Partner,
  assignment: Assignment,
  onReport: (report: Report) => Effect.Effect<Verdict, E, R>,
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
        yield* Effect.timeoutOption(untilEnded(partner), grace)
        return { _tag: "stopped", verdict }
      }
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
  stop: Effect.Effect<void> = Effect.void
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
  onReport: (report: Report) => Effect.Effect<Verdict, E, R>,
  graceMillis: number
): Effect.Effect<TrainOutcome, TrialFailed | E, R> =>
  withinTime(
    assignment,
    converse(partner, assignment, onReport, graceMillis),
    askToStop(partner, Math.min(graceMillis, lastWordsMillis))
  )

/** Asks a trial to stop and waits, at most for its grace. */
export const askToStop = Effect.fnUntraced(function* (partner: Partner, grace: Duration.Input) {
  partner.send({ _tag: "interrupt" })
  yield* Effect.timeoutOption(untilEnded(partner), grace)
})
