/** Calls a study's `train` once. Shared by the trial's process and by the trainer without isolation. */
import { inspect } from "node:util"
import { splitSeed } from "../search/math/rng.ts"
import type { Verdict } from "../search/Pruner.ts"
import type { Study, TrainContext } from "../search/Study.ts"
import type { Report } from "../search/Trial.ts"
import { checkpointsFor, type CheckpointWords, type RandomPosition } from "./checkpoint/checkpoints.ts"
import { reasonOfThrown, type TrainFailure } from "./failing.ts"
import { checkMetrics } from "./result.ts"
import type { Assignment } from "./Trainer.ts"

/** How a call of `train` ended. */
export type Execution =
  | { readonly _tag: "returned"; readonly metrics: Readonly<Record<string, number>> }
  | { readonly _tag: "stopped" }
  | {
      readonly _tag: "failed"
      readonly reason: TrainFailure["trainFailure"]
      readonly message: string
      readonly detail?: string
    }

/** What `report` rejects with when the trial is pruned, paused or interrupted. */
export class TrialStopped extends Error {
  override readonly name = "TrialStopped"
}

/** What an execution needs from its surroundings. */
export interface Surroundings {
  /** Asks for the verdict on a report. Rejects when there is nobody left to ask. */
  readonly judge: (report: Report) => Promise<Verdict>
  /** Aborted by an interruption, and by a verdict that ends the trial. */
  readonly stop: AbortController
  readonly log: (...values: ReadonlyArray<unknown>) => void
  readonly checkpoints: CheckpointWords
  /** Default: the training has no generator of its own. */
  readonly random?: RandomPosition
}

const asText = (value: unknown): string => {
  if (typeof value === "string") return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    // What JSON has no words for: circles and big integers.
    return inspect(value, { breakLength: Infinity, compact: true, depth: 1 })
  }
}

/** What `log` was given, as one line: objects as JSON where they can be. */
export const logLine = (values: ReadonlyArray<unknown>): string => values.map(asText).join(" ")

const checkStep = (step: number, fold: number | undefined): void => {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new TypeError(`report(${String(step)}, …): a step is a whole number, 1 for the first trained step.`)
  }
  if (fold !== undefined && (!Number.isSafeInteger(fold) || fold < 0)) {
    throw new TypeError(`report(${step}, …, { fold: ${String(fold)} }): folds count from 0.`)
  }
}

const contextFor = (
  study: Study,
  assignment: Assignment,
  { checkpoints, judge, log, random, stop }: Surroundings
): TrainContext => ({
  params: assignment.params,
  seed: assignment.seed,
  splitSeed: splitSeed(study.seed, study.data ?? ""),
  number: assignment.number,
  attempt: assignment.attempt,
  signal: stop.signal,
  log,
  checkpoint: checkpointsFor(assignment, checkpoints, random),
  report: async (step, metrics, at) => {
    checkStep(step, at?.fold)
    const checked = checkMetrics(metrics, `report(${step}, …) was given`)
    if ("problem" in checked) throw new TypeError(checked.message)
    stop.signal.throwIfAborted()
    const verdict = await judge({
      step,
      metrics: checked.metrics,
      ...(at?.fold === undefined ? {} : { fold: at.fold })
    })
    if (verdict._tag !== "Continue") stop.abort(new TrialStopped(verdict.reason))
    stop.signal.throwIfAborted()
  }
})

// The string by which Effect marks its effects; asked for by name, so that Effect is loaded only by those who use it.
const isEffect = (value: unknown): boolean => typeof value === "object" && value !== null && "~effect/Effect" in value

const settle = async (value: unknown, signal: AbortSignal): Promise<unknown> => {
  if (!isEffect(value)) return await value
  const Effect = await import("effect/Effect")
  return await Effect.runPromise(value as never, { signal })
}

const wordsOf = (error: Error): string => ("trainFailure" in error ? error.message : `${error.name}: ${error.message}`)

/** Never rejects: what `train` throws is an outcome. */
export const execute = async (study: Study, assignment: Assignment, surroundings: Surroundings): Promise<Execution> => {
  const { signal } = surroundings.stop
  try {
    const result = await settle(study.train(contextFor(study, assignment, surroundings)), signal)
    if (signal.aborted) return { _tag: "stopped" }
    const checked = checkMetrics(result, "train returned")
    return "problem" in checked
      ? { _tag: "failed", reason: checked.problem, message: checked.message }
      : { _tag: "returned", metrics: checked.metrics }
  } catch (error) {
    if (signal.aborted) return { _tag: "stopped" }
    const message = error instanceof Error ? wordsOf(error) : `train threw ${asText(error)}`
    return {
      _tag: "failed",
      reason: reasonOfThrown(error),
      message,
      ...(error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {})
    }
  }
}
