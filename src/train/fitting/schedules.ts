/** How the learning rate moves over a training: factors of the optimizer's own rate. */
import { InvalidDefinition } from "../../errors.ts"

/** A learning rate over a training, as factors of the optimizer's rate. */
export interface Schedule {
  readonly name: string
  /** The factor of update `update` (0 … `updates` − 1) of a training that makes `updates` of them. */
  readonly factor: (update: number, updates: number) => number
}

/** A schedule with its usual settings, by name: fit for a `choice` in a search space. */
export type ScheduleName = "constant" | "linear" | "cosine" | "oneCycle" | "slantedTriangular"

const share = (value: number, what: string): number => {
  if (value >= 0 && value < 1) return value
  throw new InvalidDefinition(
    `${what} is ${value}, which is no share of the training.`,
    "Give a number from 0 to below 1: 0.1 is the first tenth."
  )
}

const positive = (value: number, what: string): number => {
  if (value > 0 && Number.isFinite(value)) return value
  throw new InvalidDefinition(`${what} is ${value}.`, "Give a number above 0.")
}

const floorOf = (value: number): number => {
  if (value >= 0 && value <= 1) return value
  throw new InvalidDefinition(`floor is ${value}.`, "Give the share of the rate that is left at the end: 0 to 1.")
}

/** Updates that warm up: their factors rise in equal steps, and the first one after them has the full rate. */
const warmUpdates = (warmUp: number, updates: number): number => Math.floor(warmUp * updates)

/** Where the part after the warm-up stands: 0 at its first update, 1 at the last. */
const descent = (update: number, from: number, updates: number): number =>
  updates - from <= 1 ? 0 : (update - from) / (updates - from - 1)

/** The optimizer's rate all along. */
export const constantRate = (): Schedule => ({ name: "constant", factor: () => 1 })

/** Linear warm-up over a share of the training (default 0.1), then linearly down to `floor` (default 0) at its last update. */
export const linearWarmUp = (options: { readonly warmUp?: number; readonly floor?: number } = {}): Schedule => {
  const warmUp = share(options.warmUp ?? 0.1, "warmUp")
  const floor = floorOf(options.floor ?? 0)
  return {
    name: "linear",
    factor: (update, updates) => {
      const warm = warmUpdates(warmUp, updates)
      if (update < warm) return (update + 1) / (warm + 1)
      return 1 - (1 - floor) * descent(update, warm, updates)
    }
  }
}

/**
 * Half a cosine from the full rate down to `floor` (default 0), after a linear warm-up over a share of the training (default
 * 0). Loshchilov and Hutter 2017, "SGDR", eq. 5, with a single period.
 */
export const cosine = (options: { readonly warmUp?: number; readonly floor?: number } = {}): Schedule => {
  const warmUp = share(options.warmUp ?? 0, "warmUp")
  const floor = floorOf(options.floor ?? 0)
  return {
    name: "cosine",
    factor: (update, updates) => {
      const warm = warmUpdates(warmUp, updates)
      if (update < warm) return (update + 1) / (warm + 1)
      return floor + ((1 - floor) * (1 + Math.cos(Math.PI * descent(update, warm, updates)))) / 2
    }
  }
}

/**
 * Up from `1 / start` of the rate to all of it over a share `peak` of the training, then down to `1 / end`, each along half
 * a cosine. Defaults 0.3, 25 and 250,000. Smith and Topin 2018, "Super-convergence", in the form that fastai gave it.
 */
export const oneCycle = (
  options: { readonly peak?: number; readonly start?: number; readonly end?: number } = {}
): Schedule => {
  const peak = share(options.peak ?? 0.3, "peak")
  const low = 1 / positive(options.start ?? 25, "start")
  const last = 1 / positive(options.end ?? 250_000, "end")
  const between = (from: number, to: number, at: number) => to + ((from - to) * (1 + Math.cos(Math.PI * at))) / 2
  return {
    name: "oneCycle",
    factor: (update, updates) => {
      const top = peak * (updates - 1)
      if (update < top) return between(low, 1, update / top)
      return updates <= 1 ? 1 : between(1, last, (update - top) / (updates - 1 - top))
    }
  }
}

/**
 * A short linear rise over a share `cut` of the training, then a long linear fall; the lowest rate is `1 / ratio`. Defaults
 * 0.1 and 32. Howard and Ruder 2018, "Universal language model fine-tuning", eq. 3; the fall is as long as the updates that
 * are left, where the paper's formula rounds differently.
 */
export const slantedTriangular = (options: { readonly cut?: number; readonly ratio?: number } = {}): Schedule => {
  const cut = share(options.cut ?? 0.1, "cut")
  const ratio = positive(options.ratio ?? 32, "ratio")
  return {
    name: "slantedTriangular",
    factor: (update, updates) => {
      const top = Math.floor(updates * cut)
      const height = update < top ? update / top : 1 - (update - top) / (updates - top)
      return (1 + height * (ratio - 1)) / ratio
    }
  }
}

const byName: Readonly<Record<ScheduleName, () => Schedule>> = {
  constant: constantRate,
  linear: linearWarmUp,
  cosine,
  oneCycle,
  slantedTriangular
}

/** The schedule that is meant: by name, or itself. */
export const scheduleOf = (schedule: Schedule | ScheduleName): Schedule => {
  if (typeof schedule !== "string") return schedule
  const make = Object.hasOwn(byName, schedule) ? byName[schedule] : undefined
  if (make !== undefined) return make()
  throw new InvalidDefinition(
    `There is no schedule ${JSON.stringify(schedule)}.`,
    `Use one of ${Object.keys(byName).join(", ")}.`
  )
}
