/** The models of two objectives, and what they expect a trial to add to the front. */
import { rngFor } from "../../math/rng.ts"
import { totalExcess } from "../../objectives/constraints.ts"
import { byFront } from "../../objectives/crowding.ts"
import { paretoRanks } from "../../objectives/front.ts"
import type { NoiseSpec } from "../../objectives/noise.ts"
import type { Evidence, Trial } from "../../Trial.ts"
import type { Acquisition } from "./acquisition.ts"
import type { Column } from "./columns.ts"
import { frontExpertFor, type Expert } from "./experts.ts"
import { fit, isRecent, type Fit } from "./fit.ts"
import { drawFronts, logHypervolumeImprovement, type Both } from "./frontAcquisition.ts"
import { warpForFront } from "./frontOutputs.ts"
import { layoutOf, someNoise, type Layout } from "./hyperparameters.ts"
import { kernelOf, type Kernel } from "./kernel.ts"
import { chooseSubset, mayBeBest } from "./merit.ts"
import type { Observations } from "./observations.ts"
import { Surrogate } from "./surrogate.ts"

/** Most observations that the hyperparameters of each model are fitted to, and that it is conditioned on: both cost n³. */
const mostFitted = 150
const mostConditioned = 300

/** Above this ratio of noise to signal the front of what was seen is luck, and that of the posterior means counts. */
const strongNoise = 0.5

/** The first so many asks of four look at all that the early trials span, the others at the front alone. */
const wideTurns = 2

/** What the models depend on. */
export interface FrontRequest extends FrontFirst {
  readonly columns: ReadonlyArray<Column>
  readonly noise: NoiseSpec | undefined
  readonly trials: ReadonlyArray<Trial>
  readonly seed: number
  readonly number: number
}

/** Two objectives' trials in the order of merit. */
export interface FrontFirst {
  /** One for each objective. The complete trials come first, the same ones in both. */
  readonly both: Both<Observations>
  /**
   * Indices of all trials of the first objective: the complete ones by front, and within a front the lonelier first, those
   * outside of an outcome constraint behind them; then those stopped early.
   */
  readonly order: ReadonlyArray<number>
  /** The first so many of them are on the front. */
  readonly front: number
}

/** What comes of the models. */
export interface ImprovingFront {
  readonly expert: Expert
  /** The first objective's kernel. */
  readonly kernel: Kernel
  /** Of how many observations the first objective's model is made. */
  readonly learned: number
  /** undefined where no trial is inside of all constraints, so that there is no front. */
  readonly improvement: Acquisition | undefined
  readonly fitted: NonNullable<Evidence["fitted"]>
}

/** The order of two objectives' trials. */
export const frontFirst = (both: Both<Observations>): FrontFirst => {
  const [first, second] = both
  const complete = Array.from({ length: first.complete }, (_, index) => index)
  const excess = first.violations.length === 0 ? [] : totalExcess(first.violations)
  const inside = complete.filter((index) => mayBeBest(first, index))
  const outside = complete.filter((index) => !mayBeBest(first, index)).sort((a, b) => excess[a]! - excess[b]! || a - b)
  const points = inside.map((index) => [first.values[index]!, second.values[index]!])
  const stopped = Array.from(first.values.keys()).slice(first.complete)
  return {
    both,
    order: [...byFront(points).map((place) => inside[place]!), ...outside, ...stopped],
    front: paretoRanks(points).filter((rank) => rank === 0).length
  }
}

/** A Gaussian process for each objective, and the expected hypervolume improvement under both. Needs a complete trial. */
export const improvingFront = (request: FrontRequest): ImprovingFront => {
  const { both, front, noise, number, order, seed, trials } = request
  const expert = frontExpertFor(number)
  const models: Both<Model> = [modelOf(0, request, expert), modelOf(1, request, expert)]
  const surrogates: Both<Surrogate> = [models[0].surrogate, models[1].surrogate]
  const isNoisy =
    noise !== undefined ||
    models.some(({ kernel }) => kernel.noise > strongNoise * (kernel.amplitude + kernel.additive))
  const placeOf = (index: number): Both<number> =>
    isNoisy
      ? [meanAt(surrogates[0], both[0].rows[index]!), meanAt(surrogates[1], both[0].rows[index]!)]
      : [models[0].y[index]!, models[1].y[index]!]
  const inside = order.filter((index) => index < both[0].complete && mayBeBest(both[0], index))
  const points = (isNoisy ? inside : order.slice(0, front)).map(placeOf)
  const rng = rngFor(seed, number, "gp.fantasies")
  return {
    expert,
    kernel: models[0].kernel,
    learned: surrogates[0].observed,
    improvement:
      front === 0
        ? undefined
        : logHypervolumeImprovement(
            surrogates,
            drawFronts(surrogates, points, [models[0].reference, models[1].reference], rng)
          ),
    fitted: { expert: expert.code, observations: trials.length, ...models[0].fitted, ...models[1].fitted }
  }
}

interface Model {
  readonly kernel: Kernel
  readonly surrogate: Surrogate
  /** All values as the model has them. */
  readonly y: Float64Array
  readonly reference: number
  readonly fitted: NonNullable<Evidence["fitted"]>
}

const modelOf = (k: 0 | 1, request: FrontRequest, expert: Expert): Model => {
  const { both, columns, front, noise, number, order, seed, trials } = request
  const { complete, counts, pending, rows, values } = both[k]
  const { reference, y } = warpForFront(values, order.slice(0, Math.max(1, front)), number % 4 < wideTurns)
  const layout = layoutOf(columns, expert.prior, expert.isAdditive, noise === undefined ? undefined : someNoise)
  const stopped = [...values.keys()].slice(complete)
  const own = [...order.filter((index) => index < complete), ...stopped]
  const pick = (limit: number) => {
    const indices = chooseSubset(own, limit)
    return {
      rows: indices.map((i) => rows[i]!),
      y: Float64Array.from(indices, (i) => y[i]!),
      counts: Float64Array.from(indices, (i) => counts[i]!)
    }
  }
  const name = `objective${k}`
  const before = latestFit(trials, expert, name, layout)
  const refit = (): Fit => {
    const some = pick(mostFitted)
    const rng = rngFor(seed, number, `gp.fit.${name}`)
    return fit(columns, layout, some.rows, some.y, values.length, before, rng, some.counts)
  }
  const { observations, theta } =
    before !== undefined && isRecent(before.observations, values.length) ? before : refit()
  const kernel = kernelOf(layout, theta)
  const known = pick(mostConditioned)
  // Where noise is declared, a pending trial stands for what is there, not for what it will be seen to be.
  const pendingNoise = noise === undefined ? kernel.noise : 0
  const noises = [...Array.from(known.counts, (count) => kernel.noise / count), ...pending.map(() => pendingNoise)]
  const surrogate = new Surrogate(
    columns,
    kernel,
    [...known.rows, ...pending],
    known.y,
    undefined,
    Float64Array.from(noises)
  )
  const fitted = { [name]: Array.from(theta, Math.exp), [`${name}Observations`]: observations }
  return { kernel, surrogate, y, reference, fitted }
}

const latestFit = (trials: ReadonlyArray<Trial>, expert: Expert, name: string, layout: Layout): Fit | undefined => {
  for (let index = trials.length - 1; index >= 0; index--) {
    const {
      expert: code,
      [name]: natural,
      [`${name}Observations`]: observations
    } = trials[index]!.evidence?.fitted ?? {}
    if (code !== expert.code || !Array.isArray(natural) || natural.length !== layout.size) continue
    const theta = Float64Array.from(natural as ReadonlyArray<number>, Math.log)
    if (theta.every(Number.isFinite)) return { theta, observations: Number(observations) }
  }
  return undefined
}

const meanAt = (surrogate: Surrogate, row: Float64Array): number => {
  surrogate.at(row)
  return surrogate.meanHere()
}
