/** `sweep replay`: recomputes what was decided, from what is stored, and compares to the bit. */
import * as Effect from "effect/Effect"
import { isSweepError, NotFound, StudyMismatch, type SweepError, UsageError } from "../errors.ts"
import { replay as recompute, type Replayed, type Replayer } from "../schedule/replay/replay.ts"
import { whatIf } from "../schedule/replay/whatIf.ts"
import type { Pruner } from "../search/Pruner.ts"
import { readerLayer } from "../store/sqlite.ts"
import type { StoredStudy } from "../store/records.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { jsonText } from "../view/json.ts"
import { renderReplay, replayJson } from "../view/replay.ts"
import { renderWhatIf, whatIfJson } from "../view/whatIf.ts"
import { findStudy } from "./findStudy.ts"
import { loadStudy, type LoadedStudy } from "./loadStudy.ts"
import type { PlayedPrunerName, UnplayedPrunerName } from "./names.ts"
import { prunersNamed, samplersNamed } from "./overrides.ts"
import { flagOf, type PrunerFlags, prunerWith } from "./prunerFlags.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives: `N`, a study, a study and `N`, or nothing. */
export interface ReplayInput {
  readonly words: ReadonlyArray<string>
  readonly all: boolean
  readonly pruner: PlayedPrunerName | UnplayedPrunerName | undefined
  readonly resumable: boolean
  readonly settings: PrunerFlags
  readonly store: string | undefined
  readonly json: boolean
}

interface Wanted {
  readonly study: string | undefined
  readonly trial: number | undefined
}

const isNumber = (word: string): boolean => /^\d+$/.test(word)

const wantedBy = ({ all, words }: ReplayInput): Effect.Effect<Wanted, UsageError> => {
  const last = words.at(-1)
  const trial = last !== undefined && isNumber(last) ? Number(last) : undefined
  const names = trial === undefined ? words : words.slice(0, -1)
  if (names.length > 1)
    return Effect.fail(
      new UsageError(`"${last}" is not the number of a trial.`, "Write sweep replay 12, or sweep replay <study> 12.")
    )
  if (all && trial !== undefined)
    return Effect.fail(
      new UsageError(`Trial ${trial}, or --all?`, "Leave one of them out: without a number it is all.")
    )
  return Effect.succeed({ study: names[0], trial })
}

const loadFileOf = Effect.fnUntraced(function* (study: StoredStudy): Effect.fn.Return<LoadedStudy, SweepError> {
  if (study.file === undefined)
    return yield* Effect.fail(
      new NotFound(
        `The study "${study.name}" has no study file: a program opened it.`,
        "Only what a study file says can be recomputed: its sampler, its pruner and its constraint."
      )
    )
  const loaded = yield* loadStudy(study.file)
  if (loaded.fileHash === study.fileHash) return loaded
  return yield* Effect.fail(
    new StudyMismatch(
      `${study.file} is not as it was when the study "${study.name}" ran: its hash was ${study.fileHash?.slice(0, 12)}, and is ${loaded.fileHash.slice(0, 12)}.`,
      "What it decides now may differ from what it decided then. Bring the file back (git log -p), then replay."
    )
  )
})

const same = (stored: { readonly name: string; readonly settings: object }) => {
  const wanted = JSON.stringify(stored.settings)
  return (part: { readonly name: string; readonly settings: object } | undefined): boolean =>
    part !== undefined && part.name === stored.name && JSON.stringify(part.settings) === wanted
}

/** The study's own parts, and those that the flags of `sweep run` put in their place. */
const replayerFor = ({ fileHash, study }: LoadedStudy): Replayer => ({
  study,
  fileHash,
  samplerOf: ({ sampler }) => [study.sampler, samplersNamed(sampler.name)].find(same(sampler)),
  prunerOf: ({ pruner }) => [study.pruner, prunersNamed(pruner.name)].find(same(pruner))
})

const refuse = (replayed: Replayed): Effect.Effect<void, StudyMismatch> => {
  const [first] = replayed.passedOver
  if (first === undefined || replayed.proposals + replayed.verdicts + replayed.resumptions > 0) return Effect.void
  return Effect.fail(
    new StudyMismatch(
      `Nothing of it can be recomputed: ${first[0]}.`,
      "Replay needs the study file as it was when those trials ran."
    )
  )
}

const replayOne = Effect.fnUntraced(function* ({ study: name, trial }: Wanted, { json }: ReplayInput) {
  const { study } = yield* findStudy(name)
  const reader = yield* StudyReader
  if (trial !== undefined) yield* reader.trial(study.id, trial)
  const record = yield* reader.record(study.id)
  const replayer = replayerFor(yield* loadFileOf(study))
  const replayed = yield* Effect.try({
    try: () => recompute(record, replayer, trial),
    catch: (error) => {
      if (isSweepError(error)) return error
      throw error
    }
  })
  yield* refuse(replayed)
  print(
    json
      ? jsonText(replayJson(study.name, replayed))
      : renderReplay({ study: study.name, replayed, width: outputWidth(), theme: outputTheme() })
  )
  return replayed.differences.length === 0 ? 0 : 1
})

const playAgain = Effect.fnUntraced(function* (
  name: string | undefined,
  pruner: Pruner,
  { json, resumable }: ReplayInput
) {
  const { study } = yield* findStudy(name)
  const record = yield* (yield* StudyReader).record(study.id)
  const played = whatIf(record, pruner, resumable || record.checkpoints.length > 0)
  if (played.trials === 0)
    return yield* Effect.fail(
      new NotFound(
        `The study "${study.name}" has no complete trial that reported: there is no curve to play again.`,
        "Pruners judge what train reports: await report(epoch, { … })."
      )
    )
  const { name: rule, settings } = pruner
  print(
    json
      ? jsonText(whatIfJson(study.name, { name: rule, settings }, played))
      : renderWhatIf({ study: study.name, pruner: rule, played, width: outputWidth(), theme: outputTheme() })
  )
  return 0
})

/** The pruner of the flags; undefined where they name none. */
const askedPruner = ({ pruner, settings }: ReplayInput, { trial }: Wanted) =>
  Effect.try({
    try: () => {
      const [setting] = Object.entries(settings).find(([, value]) => value !== undefined) ?? []
      if (pruner === undefined && setting === undefined) return undefined
      if (pruner === undefined)
        throw new UsageError(`${flagOf(setting!)} is a setting of a pruner.`, "Name it: --pruner asha.")
      if (trial !== undefined)
        throw new UsageError(`--pruner plays a whole study, not trial ${trial} alone.`, "Leave the number out.")
      return prunerWith(pruner, settings)
    },
    catch: (error) => {
      if (isSweepError(error)) return error
      throw error
    }
  })

/** Recomputes and prints what differs, or plays the curves under another pruner. Succeeds with the process's exit status: 1 where anything differs. */
export const replay = Effect.fnUntraced(function* (input: ReplayInput) {
  const wanted = yield* wantedBy(input)
  const pruner = yield* askedPruner(input, wanted)
  const asked = pruner === undefined ? replayOne(wanted, input) : playAgain(wanted.study, pruner, input)
  return yield* asked.pipe(Effect.provide(readerLayer(storePath(input.store))))
})
