/** The commands that begin and keep things: init, backup, export and import. What they do is loaded when they are called. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { calling } from "./calling.ts"
import { asTyped, optional, store, study, toggle } from "./flags.ts"

/** `sweep init`. */
export const init = Command.make(
  "init",
  {
    file: Argument.File("study.ts").pipe(
      Argument.map(asTyped),
      Argument.withDefault("study.ts"),
      Argument.withDescription("The file to make, which must not be there yet (default: study.ts)")
    )
  },
  calling(async () => (await import("./init.ts")).init)
).pipe(
  Command.withDescription("Write a commented study file that runs at once"),
  Command.withExamples([
    { command: "sweep init", description: "Into study.ts" },
    { command: "sweep init digits.ts", description: "Into another file" }
  ])
)

/** `sweep backup`. */
export const backup = Command.make(
  "backup",
  {
    to: Argument.File("copy.db").pipe(
      Argument.map(asTyped),
      Argument.withDescription("The file to make, which must not be there yet")
    ),
    store
  },
  calling(async () => (await import("./backup.ts")).backup)
).pipe(
  Command.withDescription("Copy the store as it is at one moment, also while it is in use"),
  Command.withExamples([
    { command: "sweep backup friday.db", description: "A copy of sweep.db, while a study runs" },
    { command: "sweep backup friday.db --store other.db", description: "A copy of another store" }
  ])
)

/** `sweep export`. */
export const exporting = Command.make(
  "export",
  {
    study,
    csv: toggle("csv", "Print every trial as a row of CSV, in place of everything as JSON"),
    store
  },
  calling(async () => (await import("./export.ts")).exportStudy)
).pipe(
  Command.withDescription("Print everything that is on record of a study, as JSON"),
  Command.withExamples([
    {
      command: "sweep export digits > digits.json",
      description: "Trials, attempts, reports, verdicts and their makers; sweep import reads it"
    },
    { command: "sweep export digits --csv > digits.csv", description: "Every trial, for a spreadsheet" },
    { command: "sweep export --store other.db | jq '.trials | length'", description: "Of the latest study elsewhere" }
  ])
)

/** `sweep import`. */
export const importing = Command.make(
  "import",
  {
    file: Argument.File("study.json").pipe(
      Argument.map(asTyped),
      Argument.withDescription("What sweep export has printed: one study, or one a line; - for standard input")
    ),
    as: optional(
      Flag.String("as").pipe(
        Flag.withMetavar("name"),
        Flag.withDescription("Name of the study in this store (default: the one that it had)")
      )
    ),
    store
  },
  calling(async () => (await import("./import.ts")).importStudies)
).pipe(
  Command.withDescription("Put studies on record that were exported from another store: all of a file, or nothing"),
  Command.withExamples([
    { command: "sweep import digits.json", description: "The study of another machine, to look at or to go on with" },
    { command: "sweep import digits.json --as digits-gpu --store all.db", description: "Beside one of the same name" }
  ])
)
