/** Flags and arguments that several commands take. */
import { relative } from "node:path"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { reporterNames } from "./names.ts"

/** A value that may be left out. */
export const optional = <A>(flag: Flag.Flag<A>) => flag.pipe(Flag.optional, Flag.map(Option.getOrUndefined))

/** What is so only where it is asked for. */
export const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

/** Several names in one word, such as `a,b`. */
export const names = (name: string, description: string) =>
  optional(Flag.String(name).pipe(Flag.withMetavar("a,b"), Flag.withDescription(description))).pipe(
    Flag.map((text) => text?.split(",").map((part) => part.trim()))
  )

/** Paths are completed by the shell, and given as absolute ones; those below the working directory are shown as they were typed. */
export const asTyped = (path: string): string => {
  const near = relative(process.cwd(), path)
  return near === "" || near.startsWith("..") ? path : near
}

/** `--store`. */
export const store = optional(
  Flag.File("store").pipe(
    Flag.map(asTyped),
    Flag.withMetavar("file"),
    Flag.withDescription("File of the trial store (default: SWEEP_STORE, else sweep.db)")
  )
)

/** `--json`. */
export const json = toggle("json", "Print machine-readable JSON")

/** `--output`, the file that a command writes. */
export const output = (description: string) =>
  optional(
    Flag.File("output").pipe(
      Flag.map(asTyped),
      Flag.withAlias("o"),
      Flag.withMetavar("file"),
      Flag.withDescription(description)
    )
  )

/** A study by its name. */
export const study = Argument.String("study").pipe(
  Argument.withDescription("Name of the study (default: the one with the latest activity)"),
  Argument.optional,
  Argument.map(Option.getOrUndefined)
)

/** A trial by its number, alone or after the study's name. */
export const trialWords = Argument.String("[study] N").pipe(
  Argument.withDescription("Number of the trial, after the study's name if it is not the latest"),
  Argument.between(1, 2)
)

/** Ends the process with a status, once the command is done. */
export const setStatus = (status: number) =>
  Effect.sync(() => {
    process.exitCode = status
  })

/** A number of at least 1. */
export const positive = (name: string) => (flag: Flag.Flag<number>) =>
  flag.pipe(
    Flag.filter(
      (value) => value >= 1,
      (value) => `--${name} must be at least 1, but it is ${value}`
    )
  )

/** `--time`. */
export const time = optional(
  Flag.String("time").pipe(
    Flag.withMetavar("duration"),
    Flag.withDescription('Longest time for this run, such as "20 minutes" (default: the study\'s budget)')
  )
)

/** `--parallel`. */
export const parallel = optional(
  Flag.Int("parallel").pipe(
    positive("parallel"),
    Flag.withDescription("Trials at the same time (default: one per core, or per GPU share)")
  )
)

/** `--gpus`. */
export const gpus = optional(
  Flag.String("gpus").pipe(
    Flag.withMetavar("0,1"),
    Flag.withDescription("The GPUs to use (default: all that are seen, where trials need one)")
  )
)

/** `--artifacts`. */
export const artifacts = optional(
  Flag.Directory("artifacts").pipe(
    Flag.map(asTyped),
    Flag.withMetavar("folder"),
    Flag.withDescription("Folder of log files and checkpoints (default: beside the store, <store>.artifacts)")
  )
)

/** `--reporter`. */
export const reporter = Flag.Literals("reporter", reporterNames).pipe(
  Flag.withDescription(
    "default: live view on a terminal, lines elsewhere; json: one event a line, as docs/events.schema.json has it; github-actions: groups, annotations and a step summary (default: default)"
  ),
  Flag.withDefault("default" as const)
)
