/**
 * Every failure a user can meet. Each says what went wrong (`message`), what to do next (`hint`),
 * and with which status the process ends. A leaf: it imports nothing, so that a trial's process stays light.
 */

/** Ancestor of every failure that is the user's to mend. Recognised by `isSweepError`, never by `instanceof`. */
export abstract class SweepError extends Error {
  abstract readonly _tag: string
  /** What to do next, in one or two sentences. */
  abstract readonly hint: string
  /** 1 nothing succeeded · 2 wrong usage or study file · 3 not found · 4 store busy, newer or broken. */
  abstract readonly exitStatus: 1 | 2 | 3 | 4
}

/** Whether a value is one of our failures, also when it was made by another copy of this module. */
export const isSweepError = (value: unknown): value is SweepError =>
  value instanceof Error && "hint" in value && "exitStatus" in value && "_tag" in value

/** What a terminal shows for a failure: what went wrong, then what to do. */
export const explain = (error: SweepError): string =>
  [`sweep: ${error.message}`, ...error.hint.split("\n").map((line) => `       ${line}`)].join("\n")

/** The TensorFlow.js backend that was asked for cannot be started here. */
export class BackendUnavailable extends SweepError {
  readonly _tag = "BackendUnavailable"
  readonly exitStatus = 2
  readonly hint: string

  constructor(backend: string, reason: string, hint: string) {
    super(`The TensorFlow.js backend "${backend}" cannot be used here: ${reason}.`)
    this.hint = hint
  }
}
