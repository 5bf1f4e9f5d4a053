import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { cholesky } from "../../../src/search/math/cholesky.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { hypervolume } from "../../../src/search/objectives/hypervolume.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { drawAnywhere } from "../../../src/search/samplers/gp/candidates.ts"
import { encodingOf, type Column } from "../../../src/search/samplers/gp/columns.ts"
import { drawFronts, logHypervolumeImprovement, type Both } from "../../../src/search/samplers/gp/frontAcquisition.ts"
import { warpForFront } from "../../../src/search/samplers/gp/frontOutputs.ts"
import { layoutOf } from "../../../src/search/samplers/gp/hyperparameters.ts"
import { kernelOf } from "../../../src/search/samplers/gp/kernel.ts"
import { compromise, objectiveAlone } from "../../../src/search/samplers/gp/perObjective.ts"
import { Surrogate } from "../../../src/search/samplers/gp/surrogate.ts"
import { random } from "../../../src/search/samplers/random.ts"
import type { Sampler } from "../../../src/search/Sampler.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { float } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { samplerLaws } from "../../conformance/sampler.ts"
import { finiteSpaces, spaces } from "../../support/spaces.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"
import { goldenFronts } from "./proposals.ts"

const long = [{ law: "stands 5,000 trials", because: "it is the same for gp of one objective" }] as const
samplerLaws("gp of two objectives", gp, { objectives: 2, runs: 6 })
samplerLaws("gp of two objectives in finite spaces", gp, {
  spaces: finiteSpaces,
  objectives: 2,
  runs: 6,
  exceptions: long
})
samplerLaws("gp of three objectives", gp, { objectives: 3, runs: 4, exceptions: long })
goldenFronts("gp", () => gp({ startup: 5 }))

/** Two models with other kernels over the same rows. */
const modelsOf = (columns: ReadonlyArray<Column>, seed: number, count: number, pending: number) => {
  const rng = rngFor(seed, 0, "fronts")
  const rows = Array.from({ length: count + pending }, () => drawAnywhere(columns, rng))
  const modelOf = (isAdditive: boolean): Surrogate => {
    const layout = layoutOf(columns, { mean: Math.log(0.5), deviation: 1 }, isAdditive)
    const theta = layout.mean.map((value, i) => (i === layout.noise ? -3 : value) + 0.5 * rng.normal())
    const y = Float64Array.from({ length: count }, () => rng.normal())
    return new Surrogate(columns, kernelOf(layout, theta), rows, y)
  }
  const surrogates: Both<Surrogate> = [modelOf(false), modelOf(true)]
  const front = Array.from({ length: 4 }, (): Both<number> => [rng.normal(), rng.normal()])
  return { surrogates, front, reference: [-1.5, -1.5] as Both<number>, rng }
}

describe("the expected hypervolume improvement of two models", () => {
  it("has the gradient that finite differences give, over random spaces, kernels, data and pending trials", () => {
    fc.assert(
      fc.property(spaces, fc.nat(), fc.integer({ min: 3, max: 10 }), fc.nat(3), (space, seed, count, pending) => {
        const { columns } = encodingOf(space)
        fc.pre(columns.length > 0)
        const { front, reference, rng, surrogates } = modelsOf(columns, seed, count, pending)
        const fantasies = drawFronts(surrogates, front, reference, rng)
        const { slope, value } = logHypervolumeImprovement(surrogates, fantasies)
        const x = drawAnywhere(columns, rng)
        const gradient = new Float64Array(columns.length)
        assert.approximately(slope(x, gradient), value(x), 1e-12)
        columns.forEach((column, k) => {
          if (column.isCategory || Number.isNaN(x[k]!)) return assert.strictEqual(gradient[k], 0)
          const at = (shift: number): number => value(x.with(k, x[k]! + shift))
          const central = (step: number): number => (at(step) - at(-step)) / (2 * step)
          const numeric = (4 * central(1e-4) - central(2e-4)) / 3
          assert.isAtMost(Math.abs(numeric - gradient[k]!), 1e-5 * Math.max(1, Math.abs(numeric)), `column ${k}`)
        })
      }),
      { seed: 4, numRuns: 60 }
    )
  })

  it("with pending trials is the mean over joint draws of their outcomes and the new one's", () => {
    const { columns } = encodingOf({ x: float(0, 1), y: float(0, 1) })
    const { reference, surrogates } = modelsOf(columns, 8, 6, 1)
    // In the middle of what is likely, so that few draws tell much.
    const front = surrogates.map(({ mean }) => mean) as unknown as Both<number>
    const fronts: ReadonlyArray<Both<number>> = [front, [front[0] - 0.4, front[1] + 0.3]]
    // Many sets of draws, so that theirs is not the error that counts.
    const x = Float64Array.of(0.35, 0.6)
    let ours = 0
    for (let turn = 0; turn < 200; turn++) {
      const fantasies = drawFronts(surrogates, fronts, reference, rngFor(turn, 0, "draws"))
      ours += Math.exp(logHypervolumeImprovement(surrogates, fantasies).value(x)) / 200
    }
    const below = (points: ReadonlyArray<Both<number>>): number =>
      hypervolume(
        points.map((point) => point.map((value) => -value)),
        reference.map((value) => -value)
      )
    const jointly = surrogates.map((surrogate) => jointOf(surrogate, x))
    const rng = rngFor(1, 0, "monte carlo")
    const draws = 60_000
    let theirs = 0
    for (let draw = 0; draw < draws; draw++) {
      const [first, second] = jointly.map((joint) => joint(rng.normal(), rng.normal()))
      const pending: Both<number> = [first![0], second![0]]
      const fresh: Both<number> = [first![1], second![1]]
      theirs += (below([...fronts, pending, fresh]) - below([...fronts, pending])) / draws
    }
    assert.isAtMost(Math.abs(ours / theirs - 1), 0.04, `${ours} and ${theirs}`)
  })
})

/** Draws of the outcomes at the one pending row and of the noise-free value at x, from the posterior as it is defined. */
const jointOf = (surrogate: Surrogate, x: Float64Array): ((u: number, v: number) => readonly [number, number]) => {
  const { factor, mean, observed, prior, residual, size } = surrogate
  const variance = surrogate.at(x)
  const projection = surrogate.projection.slice()
  const dot = (a: Float64Array, b: Float64Array, count: number): number =>
    a.subarray(0, count).reduce((sum, value, index) => sum + value * b[index]!, 0)
  const row = factor.subarray(observed * size, (observed + 1) * size)
  const means = [mean + dot(row, residual, observed), mean + dot(projection, residual, observed)]
  const covariance = Float64Array.of(row[observed]! ** 2, 0, row[observed]! * projection[observed]!, 0)
  covariance[3] = prior - dot(projection, projection, observed)
  assert.approximately(covariance[3] - projection[observed]! ** 2, variance, 1e-9)
  const lower = new Float64Array(4)
  cholesky(covariance, 2, 0, lower)
  return (u, v) => [means[0]! + lower[0]! * u, means[1]! + lower[2]! * u + lower[3]! * v]
}

describe("the values of a front as its models have them", () => {
  it("keep their order, stay linear up to the pivot, and are finite whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (list, isWide) => {
          const values = Float64Array.from(list)
          const { reference, y } = warpForFront(values, [values.indexOf(Math.min(...list))], isWide)
          assert.isTrue(y.every(Number.isFinite) && Number.isFinite(reference))
          values.forEach((value, i) =>
            values.forEach((other, j) => value < other && assert.isAtLeast(y[i]!, y[j]!, `${value} and ${other}`))
          )
        }
      )
    )
    const { reference, y } = warpForFront(Float64Array.of(0, 1, 2, 3, 4, 1e9), [0, 4], false)
    assert.approximately(y[0]! - y[1]!, y[3]! - y[4]!, 1e-12)
    assert.approximately((y[4]! - reference) / (y[0]! - y[4]!), 0.1, 1e-12)
    assert.isBelow(y[4]! - y[5]!, 4 * (y[0]! - y[4]!))
  })
})

describe("a history of several objectives", () => {
  const trials: ReadonlyArray<Trial> = [
    { number: 0, state: "complete", params: {}, values: [0, 30], curve: [{ step: 1, value: 9, values: [9, 40] }] },
    { number: 1, state: "complete", params: {}, values: [1, 10], curve: [{ step: 1, value: 8 }] },
    { number: 2, state: "complete", params: {}, values: [2, 10], curve: [] },
    { number: 3, state: "pruned", params: {}, curve: [{ step: 1, value: 7, values: [7, 20] }] }
  ]

  it("is that of each alone", () => {
    const second = objectiveAlone(trials, 1)
    assert.deepStrictEqual(
      second.map(({ values }) => values),
      [[30], [10], [10], undefined]
    )
    assert.deepStrictEqual(
      second.map(({ curve }) => curve),
      [[{ step: 1, value: 40 }], [], [], [{ step: 1, value: 20 }]]
    )
  })

  it("goes by what stopped trials reported while nothing is complete, and by nothing while there is nothing", () => {
    const stopped = (number: number, values: ReadonlyArray<number>): Trial => ({
      number,
      state: "paused",
      params: {},
      curve: [{ step: 1, value: values[0]!, values }]
    })
    const running: Trial = { ...stopped(2, [0, 0, 0]), state: "running" }
    assert.deepStrictEqual(
      compromise([running], 1, 0).map(({ curve }) => curve),
      [[]]
    )
    const [worse, better] = compromise([stopped(0, [2, 5, 9]), stopped(1, [1, 5, 8]), running], 1, 0)
    assert.isAbove(worse!.curve[0]!.value, better!.curve[0]!.value)
  })

  it("is that of a compromise, another one for each trial, under which a surpassed trial is never the best", () => {
    const bests = Array.from({ length: 40 }, (_, number) => {
      const values = compromise(trials, 1, number).flatMap((trial) => trial.values ?? [])
      assert.isBelow(values[1]!, values[2]!)
      return values.indexOf(Math.min(...values))
    })
    assert.deepStrictEqual([...new Set(bests)].sort(), [0, 1])
  })
})

const cube = Object.fromEntries(Array.from({ length: 4 }, (_, k) => [`x${k}`, float(0, 1)]))

/** Distances to two corners of a face, and how far from the face: its front is the edge between them. */
const tradeOff =
  (objectives: number) =>
  (params: Params): Partial<Trial> => {
    const [x, y, ...others] = Object.values(params).map(Number)
    const distance = others.reduce((sum, other) => sum + (other - 0.3) ** 2, 0)
    const values = [
      x! ** 2 + y! ** 2 + distance,
      (1 - x!) ** 2 + y! ** 2 + distance,
      x! ** 2 + (1 - y!) ** 2 + distance
    ]
    return { state: "complete", values: values.slice(0, objectives) }
  }

const volume = (sampler: Sampler, objectives: number, seed: number, count: number): number =>
  hypervolume(
    play(sampler, cube, tradeOff(objectives), count, { seed, objectives }).map(({ values }) => values!),
    Array.from({ length: objectives }, () => 1.1)
  )

describe("gp of several objectives", () => {
  it.each([
    [2, 30, 120],
    [3, 40, 80]
  ])("covers more below the front of %d in %d trials than random does in %d", (objectives, ours, theirs) => {
    for (const seed of [0, 1])
      assert.isAbove(volume(gp(), objectives, seed, ours), volume(random(), objectives, seed, theirs), `seed ${seed}`)
  })

  it("says what it expects, and keeps both models' hyperparameters", () => {
    const trials = play(gp({ startup: 5 }), cube, tradeOff(2), 9, { objectives: 2 })
    const { evidence } = trials.at(-1)!
    assert.match(evidence!.reason, /^log expected hypervolume improvement -?\d/)
    for (const name of ["objective0", "objective1"]) assert.isArray(evidence!.fitted![name])
  })

  it("keeps away from what is under way", () => {
    const trials = play(gp({ startup: 5 }), cube, tradeOff(2), 14, { objectives: 2 })
    const ask = (history: ReadonlyArray<Trial>) =>
      proposed(gp({ startup: 5 }).suggest(requestAfter(cube, history, { number: 14, objectives: 2 }))).params
    const first = ask(trials)
    const second = ask([...trials, { number: 14, state: "running", params: first, curve: [] }])
    const apart = Object.keys(cube).map((name) => Number(first[name]) - Number(second[name]))
    assert.isAbove(Math.hypot(...apart), 0.02)
  })

  it("looks for trials inside of the outcome constraints", () => {
    const outcome = (params: Params): Partial<Trial> => {
      const end = tradeOff(2)(params)
      return { ...end, violations: [0.5 - Number(params["x0"])] }
    }
    const trials = play(gp(), cube, outcome, 30, { objectives: 2 })
    const inside = trials.slice(12).filter(({ params }) => Number(params["x0"]) >= 0.5)
    assert.isAbove(inside.length, 12)
  })
})
