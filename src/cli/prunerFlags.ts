/** A pruner with settings from the command line: `--pruner asha --reduction 4`. */
import { UsageError } from "../errors.ts"
import { asha } from "../search/pruners/asha.ts"
import { extrapolation } from "../search/pruners/extrapolation.ts"
import { hyperband } from "../search/pruners/hyperband.ts"
import { median } from "../search/pruners/median.ts"
import { none } from "../search/pruners/none.ts"
import { patience } from "../search/pruners/patience.ts"
import { percentile } from "../search/pruners/percentile.ts"
import { threshold } from "../search/pruners/threshold.ts"
import type { Pruner } from "../search/Pruner.ts"
import {
  flagName,
  unplayedPruners,
  type PlayedPrunerName,
  type PrunerFlagName,
  type UnplayedPrunerName
} from "./names.ts"

/** Settings by their names in the study file; undefined where the flag was left out. */
export type PrunerFlags = Readonly<Record<PrunerFlagName, number | undefined>>

interface Kind {
  readonly make: (settings: never) => Pruner
  readonly settings: ReadonlyArray<PrunerFlagName>
  /** Without them it cannot be made. */
  readonly needs?: ReadonlyArray<PrunerFlagName>
}

const start = ["startUpTrials", "warmUpSteps"] as const

const kinds: Readonly<Record<PlayedPrunerName, Kind>> = {
  asha: { make: asha, settings: ["minStep", "maxStep", "reduction", "spacing", "finish"] },
  hyperband: { make: hyperband, settings: ["minStep", "maxStep", "reduction", "finish"], needs: ["maxStep"] },
  median: { make: median, settings: start },
  percentile: { make: percentile, settings: ["percentile", ...start] },
  threshold: { make: threshold, settings: ["upper", "lower", "divergence", "warmUpSteps"] },
  patience: { make: patience, settings: ["steps", "minDelta"], needs: ["steps"] },
  extrapolation: { make: extrapolation, settings: ["maxStep", "minStep", "probability"], needs: ["maxStep"] },
  none: { make: none, settings: [] }
}

/** `maxStep` as `--max-step`. */
export const flagOf = (setting: string): string => `--${flagName(setting)}`

const isUnplayed = (name: PlayedPrunerName | UnplayedPrunerName): name is UnplayedPrunerName => name in unplayedPruners

/** The pruner of a name with the flags' settings. Throws `UsageError` for one that is not played, a setting that it has not, or lacks. */
export const prunerWith = (name: PlayedPrunerName | UnplayedPrunerName, flags: PrunerFlags): Pruner => {
  if (isUnplayed(name))
    throw new UsageError(`A study cannot be played again under the pruner ${name}.`, unplayedPruners[name])
  const { make, needs = [], settings } = kinds[name]
  const given = Object.entries(flags).filter(([, value]) => value !== undefined)
  const unknown = given.find(([setting]) => !settings.includes(setting as PrunerFlagName))
  if (unknown !== undefined) {
    throw new UsageError(
      `The pruner ${name} has no setting ${flagOf(unknown[0])}.`,
      settings.length === 0 ? "It has none at all." : `It has ${settings.map(flagOf).join(", ")}.`
    )
  }
  const missing = needs.find((setting) => flags[setting] === undefined)
  if (missing !== undefined) {
    throw new UsageError(
      `The pruner ${name} needs ${flagOf(missing)}.`,
      `Add it: --pruner ${name} ${flagOf(missing)} 27.`
    )
  }
  return make(Object.fromEntries(given) as never)
}
