import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { InvalidDefinition } from "../../../src/errors.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import type { LeafDistribution, Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { dimensionsOf, keyOf, paramsOf, valuesOf } from "../../../src/search/space/dimensions.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { fits } from "../../../src/search/space/units.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"

const leaf: fc.Arbitrary<LeafDistribution> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 90 }))
    .map(([low, size]) => float(low, low + size)),
  fc.integer({ min: 1, max: 6 }).map((orders) => float(1e-6, 1e-6 * 10 ** orders, { log: true })),
  fc.integer({ min: 1, max: 9 }).map((tenths) => float(0, 5, { step: tenths / 10 })),
  fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 200 }))
    .map(([low, step, size]) => int(low, low + step * size, { step })),
  fc.integer({ min: 2, max: 5000 }).map((high) => int(1, high, { log: true })),
  fc.constant(choice("red", "green", "blue")),
  fc.constant(ordinal(8, 16, 32, 64)),
  fc.constant(bool()),
  fc.constant(constant("fixed"))
)
const leaves: fc.Arbitrary<SearchSpace> = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), leaf, {
  maxKeys: 4,
  noNullPrototype: true
})
const nested = ([top, left, right]: readonly [SearchSpace, SearchSpace, SearchSpace]): SearchSpace => {
  const deeper = choice({ yes: left, no: {} })
  return { ...top, x: float(0, 1), branch: choice({ left, right: { ...right, deeper } }) }
}
const spaces = fc.tuple(leaves, leaves, leaves).map(nested)

/** Some function of any params. */
const anyValue =
  (space: SearchSpace) =>
  (params: Params): number =>
    valuesOf(dimensionsOf(space), params).reduce<number>(
      (total, value, index) =>
        total +
        (typeof value === "number" ? Math.sin(value + index) : typeof value === "string" ? value.length / 9 : 0),
      0
    )

const isInside = (space: SearchSpace, params: Params): void => {
  const dimensions = dimensionsOf(space)
  const values = valuesOf(dimensions, params)
  dimensions.forEach(({ distribution, key, parent }, index) => {
    const exists = parent === undefined || values[parent.index] === parent.is
    assert.isTrue(exists ? fits(distribution, values[index]) : values[index] === undefined, `${key}: ${values[index]}`)
  })
  assert.deepStrictEqual(paramsOf(dimensions, values), params)
}

const keysOf = (space: SearchSpace, trials: ReadonlyArray<Trial>): ReadonlyArray<string> =>
  trials.map(({ params }) => keyOf(dimensionsOf(space), params))

const network = {
  learningRate: float(1e-5, 1e-1, { log: true }),
  units: int(8, 512, { log: true }),
  optimizer: choice({ adam: { beta: float(0.5, 0.999) }, sgd: { momentum: float(0, 0.99) }, rms: {} })
}
const loss = (params: Params): number => {
  const rate = Math.log10(Number(params.learningRate))
  const optimizer = params.optimizer as { readonly type: string; readonly momentum?: number }
  return (
    (rate + 2.5) ** 2 +
    (Math.log2(Number(params.units)) - 6) ** 2 / 4 +
    (optimizer.type === "sgd" ? (optimizer.momentum! - 0.8) ** 2 : 0.3)
  )
}

describe("gp", () => {
  it("stays in the space, and never repeats params", () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: 0, max: 2 ** 40 }), (space, seed) => {
        const trials = play(gp({ startup: 3 }), space, anyValue(space), 7, { seed })
        assert.strictEqual(trials.length, 7)
        for (const { evidence, params } of trials) {
          isInside(space, params)
          assert.strictEqual(evidence!.model, "gp")
          assert.deepStrictEqual(JSON.parse(JSON.stringify(evidence)), evidence)
          for (const fitted of Object.values(evidence!.fitted ?? {})) {
            for (const number of [fitted].flat()) assert.isTrue(Number.isFinite(number))
          }
        }
        assert.strictEqual(new Set(keysOf(space, trials)).size, trials.length)
      }),
      { numRuns: 40, seed: 3 }
    )
  })

  it("honours where, also where it cuts off the best", () => {
    const where = (params: Params): boolean => Number(params.units) <= 32 && Number(params.learningRate) < 1e-3
    for (const { params } of play(gp(), network, loss, 30, { where })) assert.isTrue(where(params))
  })

  it("says so when nothing satisfies where", () => {
    const suggestion = gp().suggest(requestAfter(network, [], { where: () => false }))
    assert.isTrue("exhausted" in suggestion && suggestion.exhausted.includes("where"))
  })

  it("tries each point of a finite space once, and then says that it is exhausted", () => {
    const space = { n: int(1, 4), kind: choice({ a: { flag: bool() }, b: {} }), size: ordinal("s", "l") }
    const trials = play(gp(), space, anyValue(space), 100)
    assert.strictEqual(trials.length, 24)
    assert.strictEqual(new Set(keysOf(space, trials)).size, 24)
  })

  it("exhausts what where leaves of a finite space", () => {
    const space = { n: int(1, 40), m: int(1, 40), o: int(1, 40) }
    const where = ({ m, n, o }: Params): boolean => Number(n) + Number(m) + Number(o) <= 5
    const trials = play(gp(), space, anyValue(space), 100, { where })
    assert.strictEqual(trials.length, 10)
  })

  it("tries a space of one point once", () => {
    assert.strictEqual(play(gp(), { only: constant(1) }, () => 0, 5).length, 1)
  })

  it("does not repeat failed, pruned or running trials either", () => {
    const space = { n: int(1, 5), m: int(1, 5) }
    const states = ["failed", "pruned", "running", "complete", "waiting"] as const
    let turn = 0
    const trials = play(
      gp({ startup: 3 }),
      space,
      () => {
        const state = states[turn++ % states.length]!
        return state === "complete"
          ? turn
          : { state, ...(state === "pruned" ? { curve: [{ step: 1, value: turn }] } : {}) }
      },
      100
    )
    assert.strictEqual(new Set(keysOf(space, trials)).size, 25)
    assert.strictEqual(trials.length, 25)
  })

  it("gives the same suggestion for the same request, in another process too", () => {
    const done = play(gp(), network, loss, 18)
    const trials: ReadonlyArray<Trial> = done.map((trial) =>
      trial.number < 15 ? trial : { number: trial.number, state: "running", params: trial.params, curve: [] }
    )
    const request = requestAfter(network, trials)
    const here = gp().suggest(request)
    assert.deepStrictEqual(gp().suggest(structuredClone(request)), here)
    const module = new URL("../../../src/search/samplers/gp.ts", import.meta.url).href
    const code = `import { gp } from ${JSON.stringify(module)}
      process.stdout.write(JSON.stringify(gp().suggest(${JSON.stringify(request)})))`
    const there = execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })
    assert.strictEqual(there, JSON.stringify(here))
  })

  it("has other start-up trials for another seed", () => {
    assert.notDeepEqual(
      gp().suggest(requestAfter(network, [], { seed: 1 })),
      gp().suggest(requestAfter(network, [], { seed: 2 }))
    )
  })

  it("moves away from trials that are running", () => {
    const space = { x: float(0, 1), y: float(0, 1) }
    const bowl = ({ x, y }: Params): number =>
      (Number(x) - 0.3) ** 2 + (Number(y) - 0.6) ** 2 + 0.1 * Math.sin(9 * Number(x))
    const trials = [...play(gp(), space, bowl, 12)]
    const batch: Array<Params> = []
    // The number stays the same, so that only the running trials make the difference.
    for (let slot = 0; slot < 5; slot++) {
      const { evidence, params } = proposed(gp().suggest(requestAfter(space, trials, { number: 12 })))
      batch.push(params)
      trials.push({ number: 12 + slot, state: "running", params, curve: [] })
      if (slot > 0) assert.include(evidence.reason, `${slot} more under way`)
    }
    for (const [i, a] of batch.entries()) {
      for (const b of batch.slice(0, i)) {
        assert.isAbove(Math.hypot(Number(a.x) - Number(b.x), Number(a.y) - Number(b.y)), 0.003)
      }
    }
  })

  it.each([1, 2, 3, 4])("keeps away from where trials fail (seed %d)", (seed) => {
    const space = { a: float(0, 1), b: float(0, 1), c: float(0, 1), d: float(0, 1) }
    const rough = (params: Params): number =>
      ["a", "b", "c", "d"].reduce((total, name, i) => {
        const x = Number(params[name])
        return total + (1 + i) * (x - 0.2 - 0.15 * i) ** 2 + 0.05 * Math.sin(14 * x + i)
      }, 0)
    const trials = play(gp(), space, (params) => (Number(params.a) > 0.5 ? { state: "failed" } : rough(params)), 40, {
      seed
    })
    const later = trials.slice(8)
    assert.isBelow(later.filter(({ state }) => state === "failed").length, later.length / 4)
  })

  it("finds an optimum at the edge of failure without ten failures in a row", () => {
    const space = { x: float(0, 1), y: float(0, 1) }
    const trials = play(
      gp(),
      space,
      ({ x, y }) => (Number(x) > 0.5 ? { state: "failed" } : 1 - Number(x) + (Number(y) - 0.5) ** 2),
      40
    )
    assert.notInclude(trials.map(({ state }) => (state === "failed" ? "x" : "o")).join(""), "x".repeat(8))
    assert.isBelow(Math.min(...trials.flatMap(({ values }) => values ?? [])), 0.52)
  })

  it("goes on when everything fails", () => {
    const trials = play(gp(), network, () => ({ state: "failed" }), 20)
    assert.strictEqual(trials.length, 20)
  })

  it("refuses a number of start-up trials that makes no sense", () => {
    assert.throws(() => gp({ startup: 0 }), InvalidDefinition)
    assert.throws(() => gp({ startup: 2.5 }), InvalidDefinition)
  })
})
