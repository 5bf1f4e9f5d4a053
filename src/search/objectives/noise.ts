/** Declared noise: the same params may give another value the next time. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"

/** What a study file may say of its noise. */
export interface NoiseOptions {
  /** Standard deviation of the objective between repeats of the same params, in its own unit. Default: learned. */
  readonly sd?: number
  /** How many trials may have the same params. Default 4. */
  readonly repeats?: number
}

/** Declared noise, with every default filled in. */
export interface NoiseSpec extends NoiseOptions {
  readonly repeats: number
}

const defaultRepeats = 4

/** Reads the noise of a study file. undefined where none is declared. Throws `InvalidDefinition`. */
export const noiseSpec = (noise: boolean | NoiseOptions | undefined): NoiseSpec | undefined => {
  if (noise === undefined || noise === false) return undefined
  if (noise === true) return { repeats: defaultRepeats }
  const hint = "Write noise: true, or noise: { sd: 0.01 } where the spread between repeats is known."
  if (typeof noise !== "object" || noise === null || Array.isArray(noise))
    throw new InvalidDefinition(`noise must be true or an object, but it is ${shown(noise)}.`, hint)
  for (const key of Object.keys(noise))
    if (key !== "sd" && key !== "repeats") throw new InvalidDefinition(`noise has no setting "${key}".`, hint)
  const { repeats = defaultRepeats, sd } = noise
  if (sd !== undefined && !(Number.isFinite(sd) && sd > 0))
    throw new InvalidDefinition(`noise.sd must be a number above 0, but it is ${shown(sd)}.`, hint)
  if (!Number.isSafeInteger(repeats) || repeats < 1)
    throw new InvalidDefinition(
      `noise.repeats must be a whole number of at least 1, but it is ${shown(repeats)}.`,
      hint
    )
  return { repeats, ...(sd === undefined ? {} : { sd }) }
}
