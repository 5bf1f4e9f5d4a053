/** `command()`: a program in any language in the place of a train function. */
import type { Params } from "../search/SearchSpace.ts"
import { commandTag, type TrainContext, type TrainResult } from "../search/Study.ts"
import { InvalidDefinition } from "../errors.ts"

/** What a program is told of its trial. */
export interface CommandTrial {
  readonly params: Params
  /** A 32-bit seed that depends only on the study's seed and the trial's number. */
  readonly seed: number
  readonly trial: number
  /** 1 for the first execution of the trial. */
  readonly attempt: number
}

/** How a program is started. */
export interface CommandOptions {
  /** A program on the PATH, or a path relative to the working directory of `sweep run`. It is started without a shell. */
  readonly program: string
  /**
   * Its arguments. In a list, `{learningRate}`, `{optimizer.momentum}`, `{params}` (JSON), `{seed}`, `{trial}` and
   * `{attempt}` stand for their values; an argument that names a param of another branch is left out. Default: none.
   */
  readonly args?: ReadonlyArray<string> | ((trial: CommandTrial) => ReadonlyArray<string>)
  /** Its working directory. Default: that of `sweep run`. */
  readonly cwd?: string
  /** Environment variables besides the runner's own. */
  readonly env?: Readonly<Record<string, string>>
}

/** A `train` that runs a program, whatever the objective is called. */
export interface CommandTrain {
  <Metric extends string>(context: TrainContext): Promise<TrainResult<Metric>>
  readonly [commandTag]: true
}

const check = ({ args, program }: CommandOptions): void => {
  if (typeof program !== "string" || program.trim() === "")
    throw new InvalidDefinition(
      "command() has no program.",
      'Name one: command({ program: "python3", args: ["train.py"] }).'
    )
  if (
    args !== undefined &&
    typeof args !== "function" &&
    !(Array.isArray(args) && args.every((arg) => typeof arg === "string"))
  )
    throw new InvalidDefinition(
      "The args of command() are neither a list of texts nor a function.",
      'Write args: ["train.py", "--rate={learningRate}"], or args: ({ params }) => […].'
    )
}

/**
 * Runs a program for each trial, in a process of its own as any trial. It is given its trial as one line of JSON on stdin,
 * `{"params":{…},"seed":…,"trial":…,"attempt":…}`; the same in HYPERSWEEP_PARAMS, HYPERSWEEP_SEED, HYPERSWEEP_TRIAL and
 * HYPERSWEEP_ATTEMPT; and in its arguments. It reports by a line `{"step":1,"accuracy":0.5}` on stdout, with `"fold"` where
 * there are folds, and may wait for the verdict, a line `{"verdict":"continue"}` or `{"verdict":"stop","reason":"…"}` on
 * stdin; told to stop, it also gets SIGTERM. Its result is the last line `{"accuracy":0.9}` without a step. NaN and Infinity
 * are understood. Every other line goes to the trial's log. It ends with status 0, or has failed.
 */
export const command = (options: CommandOptions): CommandTrain => {
  check(options)
  const train = async (context: TrainContext) => (await import("./runCommand.ts")).runCommand(options, context)
  return Object.assign(train as CommandTrain, { [commandTag]: true as const })
}
