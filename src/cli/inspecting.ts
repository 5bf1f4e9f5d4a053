/** The commands that look at what was decided: show, why, compare and replay. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { calling, callingForStatus } from "./calling.ts"
import { json, optional, store, toggle, trialWords } from "./flags.ts"
import { flagName, playedPrunerNames, prunerFlags, unplayedPruners } from "./names.ts"

const namesOf = <Name extends string>(named: Readonly<Record<Name, unknown>>) => Object.keys(named) as Array<Name>

/** A flag for each setting of a pruner. */
const prunerSettings = Object.fromEntries(
  Object.entries(prunerFlags).map(([setting, what]) => [
    setting,
    optional(Flag.Finite(flagName(setting)).pipe(Flag.withDescription(`With --pruner: ${what}`)))
  ])
) as Readonly<Record<keyof typeof prunerFlags, Flag.Flag<number | undefined>>>

/** `sweep show`. */
export const show = Command.make(
  "show",
  {
    words: trialWords,
    store,
    json
  },
  calling(async () => (await import("./show.ts")).show)
).pipe(
  Command.withDescription("Show one trial with its attempts, reports and verdicts"),
  Command.withExamples([
    { command: "sweep show 12", description: "Trial 12 of the study with the latest activity" },
    { command: "sweep show digits 12 --store other.db --json", description: "Trial 12 of digits, for a script" }
  ])
)

/** `sweep why`. */
export const why = Command.make(
  "why",
  {
    words: trialWords,
    store,
    json
  },
  calling(async () => (await import("./why.ts")).why)
).pipe(
  Command.withDescription("Say why a trial was proposed, pruned, paused, resumed, retried, failed, or is waiting"),
  Command.withExamples([
    { command: "sweep why 12", description: "Trial 12 of the study with the latest activity" },
    { command: "sweep why digits 12 --store other.db --json", description: "Trial 12 of digits, for a script" }
  ])
)

/** `sweep compare`. */
export const compare = Command.make(
  "compare",
  {
    words: Argument.String("A B").pipe(
      Argument.withDescription("Two trials' numbers, after the study's name if it is not the latest; or two studies"),
      Argument.between(2, 3)
    ),
    store,
    json
  },
  calling(async () => (await import("./compare.ts")).compare)
).pipe(
  Command.withDescription("Put two trials, or two studies, side by side: params, values with intervals, curves"),
  Command.withExamples([
    { command: "sweep compare 3 12", description: "Two trials of the study with the latest activity" },
    { command: "sweep compare digits 3 12 --store other.db --json", description: "Of another study, for a script" },
    { command: "sweep compare digits digits~1", description: "Two studies" }
  ])
)

/** `sweep replay`. */
export const replay = Command.make(
  "replay",
  {
    words: Argument.String("[study] [N]").pipe(
      Argument.withDescription("Name of the study (default: the latest), and a trial's number (default: all)"),
      Argument.between(0, 2)
    ),
    all: toggle("all", "Every trial (default)"),
    pruner: optional(
      Flag.Literals("pruner", [...playedPrunerNames, ...namesOf(unplayedPruners)]).pipe(
        Flag.withDescription("Play the recorded curves again under this pruner: what it would have saved and lost")
      )
    ),
    resumable: toggle(
      "resumable",
      "With --pruner: as if trials could pause (default: whether the study saved checkpoints)"
    ),
    settings: prunerSettings,
    store,
    json
  },
  callingForStatus(async () => (await import("./replay.ts")).replay)
).pipe(
  Command.withDescription("Recompute proposals and verdicts from what is stored, and compare to the bit"),
  Command.withExamples([
    { command: "sweep replay", description: "Everything in the study with the latest activity" },
    { command: "sweep replay digits 12", description: "Trial 12 of digits: its proposal and its verdicts" },
    { command: "sweep replay digits --all --store other.db --json", description: "All of it, for a script" },
    {
      command: "sweep replay digits --pruner hyperband --min-step 1 --max-step 27 --spacing 3 --resumable",
      description: "What hyperband would have saved if trials could pause"
    },
    {
      command: "sweep replay digits --pruner percentile --percentile 25 --start-up-trials 5 --warm-up-steps 2",
      description: "Only the better quarter goes on, after five trials and two steps"
    },
    {
      command: "sweep replay digits --pruner threshold --lower 0.2 --upper 1 --divergence 3",
      description: "Values out of bounds end a trial"
    },
    {
      command: "sweep replay digits --pruner patience --steps 5 --min-delta 0.001",
      description: "Five steps without an improvement do"
    },
    {
      command: "sweep replay digits --pruner extrapolation --probability 0.05",
      description: "A curve that will hardly beat the best does"
    },
    {
      command: "sweep replay digits --pruner asha --reduction 4 --finish 0.5",
      description: "What asha would have saved, and which of the best it would have ended"
    }
  ])
)
