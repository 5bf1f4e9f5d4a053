/** Eight trials at a time on Branin: how far apart they are, and where they end. */
import { medianOf, record } from "../support.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { branin } from "./continuous.ts"
import { play, regretOf } from "./play.ts"
import { samplerNamed } from "./byName.ts"
import { listFrom, numberFrom, seedsFrom } from "./settings.ts"

const slots = 8
const closest = 0.02

const placeOf = ({ params }: Trial): readonly [number, number] => [
  (Number(params["x1"]) + 5) / 15,
  Number(params["x2"]) / 15
]

/** The distance in the unit square of a trial to the nearest of those that ran when it was asked for. */
const gapsOf = (trials: ReadonlyArray<Trial>): ReadonlyArray<number> =>
  trials.map((trial, index) => {
    const [x, y] = placeOf(trial)
    const others = trials.slice(Math.max(0, index - slots + 1), index).map(placeOf)
    return Math.min(...others.map(([u, v]) => Math.hypot(x - u, y - v)))
  })

/** Prints both figures. BENCH_SAMPLERS (random,gp), BENCH_SEEDS (0-19) and BENCH_TRIALS (80) choose. */
export const measureParallel = (): void => {
  const trials = numberFrom("BENCH_TRIALS", 80)
  const seeds = seedsFrom("BENCH_SEEDS", "0-19")
  const rows = listFrom("BENCH_SAMPLERS", ["random", "gp"]).map((name) => {
    const studies = seeds.map((seed) => play(samplerNamed(name), branin, { trials, seed, parallel: slots }).trials)
    const gaps = studies.flatMap((study) => gapsOf(study).slice(1))
    const apart = gaps.filter((gap) => gap >= closest).length / gaps.length
    const regrets = studies.map((study) => regretOf(branin, study))
    console.log(
      `${name}: ${trials} trials, ${slots} at a time, ${seeds.length} seeds: ${(100 * apart).toFixed(1)} % of asks at least ${closest} from every running trial; median regret ${medianOf(regrets).toExponential(1)}`
    )
    return { sampler: name, apart, regrets }
  })
  record("samplers-parallel", { trials, slots, seeds, rows })
}
