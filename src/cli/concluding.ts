/** Commands that draw conclusions: which trials win, which params matter, and pictures. What they do is loaded when they are called. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { calling, callingForStatus } from "./calling.ts"
import {
  artifacts,
  gpus,
  json,
  names,
  optional,
  output,
  parallel,
  positive,
  reporter,
  store,
  study,
  time,
  toggle
} from "./flags.ts"
import { plotNames } from "./names.ts"

/** `sweep importance`. */
export const importance = Command.make(
  "importance",
  { study, store, json },
  calling(async () => (await import("./importance.ts")).importance)
).pipe(
  Command.withDescription(
    "Which params matter: the share of the objective's variance that each explains, with intervals"
  ),
  Command.withExamples([
    { command: "sweep importance digits", description: "From the complete trials of digits" },
    { command: "sweep importance --store other.db --json", description: "Of another store, for a script" }
  ])
)

/** `sweep plot`. */
export const plot = Command.make(
  "plot",
  {
    kind: Argument.Literals("kind", plotNames).pipe(Argument.withDescription(plotNames.join(", "))),
    study,
    output: output("A name that ends with .svg or .png; - for standard output (default: <study>-<kind>.svg)"),
    terminal: toggle(
      "terminal",
      "Draw it in the terminal (default: where standard output is one and no file is named)"
    ),
    params: names("params", "Only these params, where a plot is of params (default: all, or those that matter most)"),
    width: Flag.Int("width").pipe(
      positive("width"),
      Flag.withDescription("Pixels (default: 900)"),
      Flag.withDefault(900)
    ),
    store
  },
  calling(async () => (await import("./plot.ts")).plot)
).pipe(
  Command.withDescription("Draw one plot of a study in the terminal, or as SVG or PNG"),
  Command.withExamples([
    {
      command: "sweep plot history",
      description: "The study with the latest activity: in a terminal drawn there, else into a file"
    },
    { command: "sweep plot parallel digits -o digits.png", description: "A picture for a slide" },
    {
      command: "sweep plot contour --terminal --params learningRate,units",
      description: "Two params, drawn as text"
    },
    {
      command: "sweep plot slice --output - --width 600 --store other.db",
      description: "A small one, to standard output"
    }
  ])
)

/** `sweep report`. */
export const report = Command.make(
  "report",
  {
    study,
    output: output("The file to write; - for standard output (default: <study>.html)"),
    store,
    artifacts
  },
  calling(async () => (await import("./report.ts")).report)
).pipe(
  Command.withDescription(
    "Write a study as one HTML file that needs no network: prose, code, leaderboard, plots, verdict"
  ),
  Command.withExamples([
    { command: "sweep report", description: "The study with the latest activity, into <study>.html" },
    { command: "sweep report digits --output digits.html", description: "A file to send to a colleague" },
    {
      command: "sweep report -o - --store other.db --artifacts logs",
      description: "Of another store, with logs from another folder, to standard output"
    }
  ])
)

/** `sweep notebook`. */
export const notebook = Command.make(
  "notebook",
  {
    study,
    output: output("The file to write; - for standard output (default: <study>.ipynb)"),
    images: Flag.Literals("images", ["svg", "png"]).pipe(
      Flag.withDescription("How plots are kept (default: svg)"),
      Flag.withDefault("svg" as const)
    ),
    store
  },
  calling(async () => (await import("./notebook.ts")).notebook)
).pipe(
  Command.withDescription("Write a study as an executed Jupyter notebook: its cells, with the results as outputs"),
  Command.withExamples([
    { command: "sweep notebook", description: "The study with the latest activity, into <study>.ipynb" },
    {
      command: "sweep notebook digits --output digits.ipynb --images png",
      description: "With pictures that any viewer shows"
    },
    { command: "sweep notebook -o - --store other.db", description: "Of another store, to standard output" }
  ])
)

/** `sweep confirm`. */
export const confirm = Command.make(
  "confirm",
  {
    study,
    finalists: optional(
      Flag.Int("finalists").pipe(positive("finalists"), Flag.withDescription("How many of the best (default: 4)"))
    ),
    runs: optional(
      Flag.Int("runs").pipe(positive("runs"), Flag.withDescription("Runs for all finalists together (default: 20)"))
    ),
    time,
    parallel,
    gpus,
    store,
    artifacts,
    fresh: toggle("fresh", "Put an earlier confirmation aside and begin anew (default: go on with it)"),
    reporter,
    unseal: toggle(
      "unseal",
      "Show the sealed metrics of the first, once the verdict is there; every look is on record"
    ),
    json
  },
  callingForStatus(async () => (await import("./confirm.ts")).confirm)
).pipe(
  Command.withDescription("Run the best trials again on fresh seeds, and say which of them wins, if any does"),
  Command.withExamples([
    { command: "sweep confirm", description: "The four best of the study with the latest activity" },
    { command: "sweep confirm digits --finalists 5 --runs 40", description: "More of them, more surely" },
    {
      command: 'sweep confirm digits --fresh --time "1 hour" --parallel 2 --gpus 0,1 --reporter lines',
      description: "Anew, for at most an hour on two GPUs"
    },
    {
      command: "sweep confirm --store other.db --artifacts other --unseal --json",
      description: "Of another store, with what is sealed, for a script"
    }
  ])
)
