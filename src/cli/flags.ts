/** Flags and arguments that several commands take. */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** A text that may be left out. */
export const optional = (flag: Flag.Flag<string>) => flag.pipe(Flag.optional, Flag.map(Option.getOrUndefined))

/** A whole number that may be left out. */
export const optionalInt = (flag: Flag.Flag<number>) => flag.pipe(Flag.optional, Flag.map(Option.getOrUndefined))

/** `--store`. */
export const store = optional(
  Flag.String("store").pipe(
    Flag.withMetavar("file"),
    Flag.withDescription("File of the trial store (default: SWEEP_STORE, else sweep.db)")
  )
)

/** `--json`. */
export const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print machine-readable JSON"),
  Flag.withDefault(false)
)

/** A study by its name. */
export const study = Argument.String("study").pipe(
  Argument.withDescription("Name of the study (default: the one with the latest activity)"),
  Argument.optional,
  Argument.map(Option.getOrUndefined)
)

/** Ends the process with a status, once the command is done. */
export const setStatus = (status: number) =>
  Effect.sync(() => {
    process.exitCode = status
  })
