/**
 * Every failure a user can meet. Each says what went wrong (`message`), what to do next (`hint`),
 * and with which status the process ends. A leaf: it imports nothing, so that a trial's process stays light.
 */

/** Ancestor of every failure that is the user's to mend. Recognised by `isSweepError`, never by `instanceof`. */
export abstract class SweepError extends Error {
  abstract readonly _tag: string
  /** 1 nothing succeeded · 2 wrong usage or study file · 3 not found · 4 store busy, newer or broken. */
  abstract readonly exitStatus: 1 | 2 | 3 | 4
  /** What to do next, in one or two sentences. */
  readonly hint: string

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.hint = hint
  }
}

/** Whether a value is one of our failures, also when it was made by another copy of this module. */
export const isSweepError = (value: unknown): value is SweepError =>
  value instanceof Error && "hint" in value && "exitStatus" in value && "_tag" in value

/** What a terminal shows for a failure: what went wrong, then what to do. */
export const explain = (error: SweepError): string =>
  [`sweep: ${error.message}`, ...error.hint.split("\n").map((line) => `       ${line}`)].join("\n")

/** A study, a space or a setting that makes no sense. Thrown where the study file calls us, so its stack names the line. */
export class InvalidDefinition extends SweepError {
  readonly _tag = "InvalidDefinition"
  readonly exitStatus = 2
}

/** What judges has been looked at in training: fitted before the split, or fitted to the judging side of one. */
export class DataLeak extends SweepError {
  readonly _tag = "DataLeak"
  readonly exitStatus = 2
}

/** A study file that cannot be read as one: missing, unparsable, throwing, or exporting something else. */
export class StudyFileError extends SweepError {
  readonly _tag = "StudyFileError"
  readonly exitStatus = 2
}

/** A command line that makes no sense. */
export class UsageError extends SweepError {
  readonly _tag = "UsageError"
  readonly exitStatus = 2
}

/** The TensorFlow.js backend that was asked for cannot be started here. */
export class BackendUnavailable extends SweepError {
  readonly _tag = "BackendUnavailable"
  readonly exitStatus = 2

  constructor(backend: string, reason: string, hint: string) {
    super(`The TensorFlow.js backend "${backend}" cannot be used here: ${reason}.`, hint)
  }
}

/** `tf`, or something that needs it, was used where no backend is started: outside of a trial. */
export class TensorFlowOutsideTrial extends SweepError {
  readonly _tag = "TensorFlowOutsideTrial"
  readonly exitStatus = 2

  constructor(what: string) {
    super(
      `${what} is used outside of a trial: TensorFlow.js only works inside "train".`,
      "Move what uses it into the study's train function, or into a function that train calls."
    )
  }
}

/** The thread that computes suggestions ended by itself. */
export class SuggesterLost extends SweepError {
  readonly _tag = "SuggesterLost"
  readonly exitStatus = 1
}

/** A study, a trial or a store that was named and is not there. */
export class NotFound extends SweepError {
  readonly _tag = "NotFound"
  readonly exitStatus = 3
}

/** The stored study of this name is another one: another file, another space, another objective. */
export class StudyMismatch extends SweepError {
  readonly _tag = "StudyMismatch"
  readonly exitStatus = 2
}

/** The store cannot be used: busy for too long, of a newer version, damaged, read-only, or its disk is full. */
export class StoreError extends SweepError {
  readonly _tag = "StoreError"
  readonly exitStatus = 4
}

/** A write under a lease that another runner has taken over, or for a trial that is already finished. */
export class LeaseLost extends SweepError {
  readonly _tag = "LeaseLost"
  readonly exitStatus = 1

  constructor(trial: number, attempt: number) {
    super(
      `The lease on attempt ${attempt} of trial ${trial} is lost.`,
      "Another runner of the same study took this trial over: its result counts, this one does not."
    )
  }
}
