/** The command line: names, flags and help. What a command does is loaded when it is called. */
import { inspect } from "node:util"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as NodeStdio from "@effect/platform-node/NodeStdio"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as Argument from "effect/cli/Argument"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ChildProcessSpawner from "effect/process/ChildProcessSpawner"
import { explain, isSweepError, UsageError } from "../errors.ts"
import { calling, callingForStatus } from "./calling.ts"
import {
  artifacts,
  asTyped,
  gpus,
  json,
  names,
  optional,
  parallel,
  positive,
  reporter,
  setStatus,
  store,
  study,
  time,
  toggle
} from "./flags.ts"
import { confirm, importance, notebook, plot, report } from "./concluding.ts"
import { compare, replay, show, why } from "./inspecting.ts"
import { backup, exporting, importing, init } from "./keeping.ts"
import { backendNames, durabilities, prunerNames, samplerNames } from "./names.ts"
import { surviveLostReaders, version, written } from "./terminal.ts"
import { dashboard } from "./watching.ts"

const runStudy = callingForStatus(async () => (await import("./run.ts")).run)

const run = Command.make(
  "run",
  {
    file: Argument.File("study.ts").pipe(Argument.map(asTyped), Argument.withDescription("The study file")),
    trials: optional(
      Flag.String("trials").pipe(
        Flag.withMetavar("N|+N"),
        Flag.withDescription("Trials of the study in all, or that many more than before (default: the study's budget)")
      )
    ),
    time,
    parallel,
    gpus,
    sampler: optional(
      Flag.Literals("sampler", samplerNames).pipe(Flag.withDescription("Sampler in place of the study's own"))
    ),
    pruner: optional(
      Flag.Literals("pruner", prunerNames).pipe(Flag.withDescription("Pruner in place of the study's own"))
    ),
    backend: optional(
      Flag.Literals("backend", backendNames).pipe(
        Flag.withDescription("What TensorFlow.js computes on, in place of the study's own (default: the fastest here)")
      )
    ),
    seed: optional(Flag.Int("seed").pipe(Flag.withDescription("Seed in place of the study's own"))),
    store,
    artifacts,
    fresh: toggle("fresh", "Put the stored study of this name aside as name~1 and start anew (default: go on)"),
    deterministic: toggle(
      "deterministic",
      "The same trials whatever the number of slots: each sees the results up to 8 before it"
    ),
    durability: Flag.Literals("durability", durabilities).pipe(
      Flag.withDescription(
        "What a finished trial survives: power, a power cut, for one fsync; process, any kill (default: power)"
      ),
      Flag.withDefault("power" as const)
    ),
    reporter,
    json: toggle("json", "The same as --reporter json")
  },
  ({ json: asJson, ...input }) => runStudy(asJson ? { ...input, reporter: "json" } : input)
).pipe(
  Command.withDescription("Run a study file, or go on where it stopped"),
  Command.withExamples([
    { command: "sweep run study.ts", description: "Run the study; the same command again goes on" },
    { command: "sweep run study.ts --trials +20 --parallel 4", description: "Twenty more trials, four at a time" },
    {
      command: 'sweep run study.ts --time "20 minutes" --sampler random',
      description: "Whatever 20 minutes of random search give"
    },
    { command: "sweep run study.ts --fresh --seed 8", description: "Start anew; the stored study is kept as name~1" },
    {
      command: "sweep run study.ts --gpus 0,1 --backend tensorflow-gpu --pruner asha",
      description: "On two of the GPUs, ending early what lags behind"
    },
    {
      command: "sweep run study.ts --deterministic --reporter lines > log.txt",
      description: "The same trials on any machine, and a log of them"
    },
    {
      command: "sweep run study.ts --reporter github-actions",
      description: "In a workflow: a folded log, an annotation for each failed trial, and a summary of the step"
    },
    {
      command: "sweep run study.ts --json --store /tmp/try.db --artifacts /tmp/try --durability process",
      description: "Events for a script, and nothing left in this folder"
    }
  ])
)

const best = Command.make(
  "best",
  {
    study,
    store,
    json,
    params: toggle("params", "Print only the params, as JSON"),
    unseal: toggle("unseal", "Show sealed metrics too, such as those of a test split; each look is put on record")
  },
  calling(async () => (await import("./best.ts")).best)
).pipe(
  Command.withDescription("Show the best trial of a study, or its Pareto front"),
  Command.withExamples([
    { command: "sweep best", description: "Of the study with the latest activity" },
    { command: "sweep best digits --params > best.json", description: "Only its params, for a script" },
    { command: "sweep best --store other.db --json", description: "Of another store, for a script" },
    { command: "sweep best --unseal", description: "With what the study keeps sealed: once, when all is decided" }
  ])
)

const leaderboard = Command.make(
  "leaderboard",
  {
    study,
    store,
    top: optional(
      Flag.Int("top").pipe(
        positive("top"),
        Flag.withDescription("How many complete trials (default: 20; all with --json, --csv, --markdown)")
      )
    ),
    all: toggle("all", "Show trials that are not complete, too"),
    columns: names("columns", "Columns by name, such as rank,trial,value,params.units,duration"),
    where: optional(
      Flag.String("where").pipe(
        Flag.withMetavar("condition"),
        Flag.withDescription("Only trials of this kind, in any state, such as 'units < 64 && state == \"complete\"'")
      )
    ),
    sort: optional(
      Flag.String("sort").pipe(
        Flag.withMetavar("[-]name"),
        Flag.withDescription("Order by a param, a metric, duration, number …; with - the largest first (default: rank)")
      )
    ),
    json,
    csv: toggle("csv", "Print CSV"),
    markdown: toggle("markdown", "Print a Markdown table")
  },
  calling(async () => (await import("./leaderboard.ts")).leaderboard)
).pipe(
  Command.withDescription("Rank the trials of a study"),
  Command.withExamples([
    { command: "sweep leaderboard --top 5", description: "The five best of the study with the latest activity" },
    { command: "sweep leaderboard digits --all --csv > digits.csv", description: "Every trial, for a spreadsheet" },
    {
      command: "sweep leaderboard --where 'learningRate < 1e-3 && state != \"failed\"' --sort -duration",
      description: "Some of them, the longest first"
    },
    {
      command: "sweep leaderboard --markdown --columns rank,value,params.units --store other.db",
      description: "Three columns, for a page"
    },
    { command: "sweep leaderboard --json | jq '.trials[0]'", description: "For a script" }
  ])
)

const list = Command.make(
  "list",
  { store, json },
  calling(async () => (await import("./list.ts")).list)
).pipe(
  Command.withDescription("List the studies of a store"),
  Command.withExamples([
    { command: "sweep list --store other.db --json", description: "The studies of another store, for a script" }
  ])
)

const enqueue = Command.make(
  "enqueue",
  {
    words: Argument.String("[study] name=value").pipe(
      Argument.withDescription("The study, by name or file (default: the latest), then a value for each param"),
      Argument.between(1, 1000)
    ),
    trials: optional(
      Flag.String("trials").pipe(
        Flag.withMetavar("N|+N"),
        Flag.withDescription("Set the study's budget of trials first, to make room (default: as it is)")
      )
    ),
    store,
    json
  },
  calling(async () => (await import("./enqueue.ts")).enqueue)
).pipe(
  Command.withDescription("Put a point first in line: the next free slot tries it"),
  Command.withExamples([
    {
      command: "sweep enqueue digits learningRate=1e-3 units=64",
      description: "Params with a default may be left out"
    },
    {
      command: "sweep enqueue study.ts optimizer=sgd optimizer.momentum=0.9 --trials +1",
      description: "A branch, its param, and one more trial for it"
    },
    { command: "sweep enqueue digits units=32 --store other.db --json", description: "In another store, from a script" }
  ])
)

const checkMachine = callingForStatus(async () => (await import("./doctor.ts")).doctor)
const checkStudy = callingForStatus(async () => (await import("./health.ts")).health)

const doctor = Command.make(
  "doctor",
  {
    study: study.pipe(Argument.withDescription("The study to look at (default: none, this machine)")),
    store,
    json
  },
  ({ study: name, ...input }) => (name === undefined ? checkMachine(input) : checkStudy({ ...input, study: name }))
).pipe(
  Command.withDescription("Check this machine, or the health of a study: what was found, and what to do about it"),
  Command.withExamples([
    { command: "sweep doctor", description: "What was found, what is missing, how to get it" },
    { command: "sweep doctor digits", description: "Is the metric flat, the best at an edge, where do trials fail?" },
    { command: "sweep doctor digits --store other.db --json", description: "Of another store, for a script" }
  ])
)

/** Help that was asked for goes to stdout; a wrong invocation gets three lines on stderr. */
const presenter: CliOutput.Presenter = {
  present: (event) => {
    if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
    const causes = event.errors.map((error) => error.message).join("\n       ")
    return Console.error(explain(new UsageError(causes, `Usage: ${event.helpDoc.usage}. More with --help.`)))
  }
}

/** The command with all that it can do. */
export const sweep = Command.make("sweep").pipe(
  Command.withDescription("Hyperparameter sweeps: run a study file, rank its trials"),
  Command.withSubcommands([
    init,
    run,
    best,
    leaderboard,
    list,
    show,
    why,
    replay,
    compare,
    enqueue,
    confirm,
    importance,
    plot,
    report,
    notebook,
    dashboard,
    backup,
    exporting,
    importing,
    doctor
  ])
)

/** What a command line asks of its surroundings. No command starts programs this way: what would do it is not loaded. */
const surroundings = Layer.mergeAll(
  NodeFileSystem.layer,
  NodePath.layer,
  NodeStdio.layer,
  NodeTerminal.layer,
  Layer.succeed(
    ChildProcessSpawner.ChildProcessSpawner,
    ChildProcessSpawner.make(() => Effect.die("no command starts a program through Effect"))
  ),
  CliOutput.layerPresenter(presenter)
)

/** Runs the command line of this process to its end. */
export const main = (): Promise<never> => {
  surviveLostReaders()
  const program = sweep.pipe(
    Command.run({ version: version() }),
    Effect.catchIf(isSweepError, (error) => Effect.andThen(Console.error(explain(error)), setStatus(error.exitStatus))),
    Effect.catchTag("ShowHelp", (help) => setStatus(help.errors.length > 0 ? 2 : 0)),
    Effect.provide(surroundings)
  )
  return Effect.runPromise(program)
    .catch((defect: unknown) => {
      process.stderr.write(`${inspect(defect)}\n`)
      process.exitCode = 1
    })
    .then(written)
    .then(() => process.exit())
}
