import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { combinations, grid, type GridOptions } from "../../../src/search/samplers/grid.ts"
import type { SuggestRequest } from "../../../src/search/Sampler.ts"
import type { Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { refusal } from "../../support/refusal.ts"
import { finiteSpaces, misfit, pointsIn } from "../../support/spaces.ts"

const requestAfter = (space: SearchSpace, trials: ReadonlyArray<Trial>, more: Partial<SuggestRequest> = {}) => ({
  space,
  objectives: 1,
  history: { revision: trials.length, trials },
  number: trials.length,
  seed: 1,
  budget: 100,
  ...more
})

const trial = (number: number, params: Params, state: Trial["state"] = "running"): Trial => ({
  number,
  state,
  params,
  curve: []
})

/** Every suggestion until the end, and the reason for the end. */
const enumerated = (space: SearchSpace, options?: GridOptions, where?: (params: Params) => boolean) => {
  const trials: Array<Trial> = []
  const more = where === undefined ? {} : { where }
  for (;;) {
    const suggestion = grid(options).suggest(requestAfter(space, trials, more))
    if ("exhausted" in suggestion) return { points: trials.map(({ params }) => params), end: suggestion.exhausted }
    trials.push(trial(trials.length, suggestion.params))
  }
}

const network = {
  batch: ordinal(16, 32),
  optimizer: choice({
    adam: {},
    sgd: { nesterov: bool(), decay: choice({ none: {}, cosine: { cycles: int(1, 2) } }) }
  }),
  version: constant(3)
}

describe("the grid", () => {
  it("goes through every combination once, branches included, in the order of the definition", () => {
    const { end, points } = enumerated(network)
    const sgd = (nesterov: boolean, decay: Readonly<Record<string, string | number>>) => ({
      type: "sgd",
      nesterov,
      decay
    })
    const optimizers = [
      { type: "adam" },
      ...[false, true].flatMap((nesterov) => [
        sgd(nesterov, { type: "none" }),
        sgd(nesterov, { type: "cosine", cycles: 1 }),
        sgd(nesterov, { type: "cosine", cycles: 2 })
      ])
    ]
    expect(points).toEqual(
      [16, 32].flatMap((batch) => optimizers.map((optimizer) => ({ batch, optimizer, version: 3 })))
    )
    expect(end).toBe("all 14 points of the grid were tried")
  })

  it("goes through every finite space, each point once", () => {
    fc.assert(
      fc.property(
        finiteSpaces.filter((space) => pointsIn(space) <= 60),
        (space) => {
          const { points } = enumerated(space)
          expect(points).toHaveLength(pointsIn(space))
          expect(combinations(space)).toBe(pointsIn(space))
          expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length)
          for (const point of points) expect(misfit(space, point)).toBeUndefined()
        }
      ),
      { numRuns: 60 }
    )
  })

  it("fills the gaps that anything has left, whatever became of the other trials", () => {
    const space = { n: int(1, 5) }
    const trials = [trial(0, { n: 1 }, "failed"), trial(1, { n: 4 }, "pruned"), trial(7, { n: 2 }, "waiting")]
    expect(grid().suggest(requestAfter(space, trials))).toEqual({
      params: { n: 3 },
      evidence: { model: "grid", reason: "point 3 of the grid" }
    })
  })

  it("goes on where trials stopped that are of another space", () => {
    const trials = [trial(0, { other: 1 }), trial(1, { n: 9 })]
    expect(grid().suggest(requestAfter({ n: int(1, 2) }, trials))).toMatchObject({ params: { n: 1 } })
  })

  it("leaves out what the constraint refuses, and does not count it as tried", () => {
    const { end, points } = enumerated({ n: int(1, 6) }, {}, ({ n }) => Number(n) % 3 !== 0)
    expect(points).toEqual([1, 2, 4, 5].map((n) => ({ n })))
    expect(end).toBe("all 4 points of the grid that satisfy the constraint (where) were tried")
  })

  it("says which point of the grid it is at", () => {
    expect(grid().suggest(requestAfter({ n: int(1, 6) }, [trial(0, { n: 1 })]))).toMatchObject({
      evidence: { model: "grid", reason: "point 2 of the grid" }
    })
  })
})

describe("points of the grid", () => {
  it("stand for continuous params, equally spaced from low to high on their own scale", () => {
    expect(enumerated({ x: float(0, 1) }, { points: 5 }).points).toEqual([0, 0.25, 0.5, 0.75, 1].map((x) => ({ x })))
    const { points } = enumerated({ x: float(1e-4, 1, { log: true }) }, { points: 5 })
    points.forEach(({ x }, index) => expect(Number(x)).toBeCloseTo(10 ** (index - 4), 12))
    expect(enumerated({ x: float(0, 1) }, { points: 1 }).points).toEqual([{ x: 0.5 }])
  })

  it("thin out an int, and never repeat one of its values", () => {
    expect(enumerated({ n: int(1, 101) }, { points: 3 }).points).toEqual([1, 51, 101].map((n) => ({ n })))
    expect(enumerated({ n: int(1, 3) }, { points: 20 }).points).toEqual([1, 2, 3].map((n) => ({ n })))
  })

  it("are given by name, also inside a branch, and leave the others alone", () => {
    const space = {
      x: float(0, 1),
      optimizer: choice({ adam: {}, sgd: { momentum: float(0, 0.9), warmUp: int(0, 1) } })
    }
    const points = { x: 2, "optimizer.sgd.momentum": 3 }
    expect(enumerated(space, { points }).points).toHaveLength(2 * (1 + 3 * 2))
    expect(combinations(space, { points })).toBe(14)
    expect(combinations(space, { points: 3 })).toBe(3 * (1 + 3 * 2))
    expect(combinations(space, { points: { x: 2 } })).toBeUndefined()
    expect(combinations(space)).toBeUndefined()
  })

  it("are on record as a setting", () => {
    expect(grid().settings).toEqual({})
    expect(grid({ points: { x: 3 } }).settings).toEqual({ points: { x: 3 } })
  })
})

describe("the grid refuses", () => {
  it("a continuous param, by its name, with the way out", () => {
    const { hint, message } = refusal(() => grid().check?.({ n: int(1, 2), x: float(0, 1) }, 1))
    expect(message).toBe('The grid sampler needs a finite number of values, but "x" is a float(0, 1) without a step.')
    expect(hint).toBe(
      'Give it a step: float(0, 1, { step: 0.25 }), or say how many points: grid({ points: { "x": 5 } }).'
    )
  })

  it("a continuous param inside a branch, by its whole name", () => {
    const space = { optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1) } }) }
    const { hint, message } = refusal(() => grid().check?.(space, 1))
    expect(message).toContain('"optimizer.sgd.momentum" is a float(0, 1)')
    expect(hint).toContain('"optimizer.sgd.momentum": 5')
    expect(() => grid({ points: { "optimizer.sgd.momentum": 5 } }).check?.(space, 1)).not.toThrow()
  })

  it("a continuous param that points of another name leave continuous", () => {
    const space = { x: float(0, 1), y: float(0, 2) }
    expect(refusal(() => grid({ points: { x: 3 } }).check?.(space, 1)).message).toContain('"y" is a float(0, 2)')
  })

  it("points of a param that is not there, or has no numbers", () => {
    const space = { x: float(0, 1), kind: choice("a", "b") }
    for (const name of ["y", "kind"]) {
      const { hint, message } = refusal(() => grid({ points: { x: 3, [name]: 3 } }).check?.(space, 1))
      expect(message).toBe(`grid: points has "${name}", but the space has no float or int of that name.`)
      expect(hint).toBe("It has x.")
    }
  })

  it.each([0, -1, 2.5, NaN])("%d points", (points) => {
    expect(refusal(() => grid({ points })).message).toBe(
      `grid: points must be a whole number of at least 1, but it is ${points}.`
    )
    expect(refusal(() => grid({ points: { x: points } })).message).toContain("points must be a whole number")
  })
})
