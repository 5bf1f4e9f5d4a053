import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import type { Params, ParamValue } from "../../../src/search/SearchSpace.ts"
import { bool, choice, float, int } from "../../../src/search/space/distributions.ts"
import { dimensionsOf, keyOf, paramsOf, valuesOf } from "../../../src/search/space/dimensions.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import { spaces } from "../../support/spaces.ts"

const optimizers = {
  units: int(1, 9),
  optimizer: choice({
    adam: {},
    sgd: { momentum: float(0, 1), schedule: choice({ flat: {}, cosine: { restarts: int(1, 3) } }) }
  }),
  bias: bool()
}

const drawn = fc.record({ space: spaces, seed: fc.nat() }).map(({ seed, space }) => ({
  space,
  dimensions: dimensionsOf(space),
  params: sampleParams(space, rngFor(seed, 0, "test"))
}))

const reversed = <Value extends Params | ParamValue>(value: Value): Value =>
  typeof value === "object"
    ? (Object.fromEntries(
        Object.entries(value)
          .map(([name, inner]) => [name, reversed(inner)] as const)
          .reverse()
      ) as Value)
    : value

describe("the dimensions of a space", () => {
  it("stand in the order of the definition, those of a branch behind it", () => {
    expect(dimensionsOf(optimizers)).toEqual([
      { key: "units", path: ["units"], distribution: int(1, 9), isBranch: false },
      { key: "optimizer", path: ["optimizer"], distribution: choice("adam", "sgd"), isBranch: true },
      {
        key: "optimizer.sgd.momentum",
        path: ["optimizer", "momentum"],
        distribution: float(0, 1),
        isBranch: false,
        parent: { index: 1, is: "sgd" }
      },
      {
        key: "optimizer.sgd.schedule",
        path: ["optimizer", "schedule"],
        distribution: choice("flat", "cosine"),
        isBranch: true,
        parent: { index: 1, is: "sgd" }
      },
      {
        key: "optimizer.sgd.schedule.cosine.restarts",
        path: ["optimizer", "schedule", "restarts"],
        distribution: int(1, 3),
        isBranch: false,
        parent: { index: 3, is: "cosine" }
      },
      { key: "bias", path: ["bias"], distribution: bool(), isBranch: false }
    ])
  })

  it("have their parents before them, and keys of their own", () => {
    fc.assert(
      fc.property(spaces, (space) => {
        const dimensions = dimensionsOf(space)
        dimensions.forEach(({ parent }, index) => {
          if (parent === undefined) return
          expect(parent.index).toBeLessThan(index)
          expect(dimensions[parent.index]!.isBranch).toBe(true)
          expect(dimensions[parent.index]!.distribution).toMatchObject({ values: expect.arrayContaining([parent.is]) })
        })
        expect(new Set(dimensions.map(({ key }) => key)).size).toBe(dimensions.length)
      })
    )
  })
})

describe("values", () => {
  it("are those of the dimensions that exist", () => {
    const dimensions = dimensionsOf(optimizers)
    const params = { units: 4, optimizer: { type: "sgd", momentum: 0.5, schedule: { type: "flat" } }, bias: true }
    expect(valuesOf(dimensions, params)).toEqual([4, "sgd", 0.5, "flat", undefined, true])
    expect(valuesOf(dimensions, { units: 4, optimizer: { type: "adam" }, bias: false })).toEqual([
      4,
      "adam",
      undefined,
      undefined,
      undefined,
      false
    ])
  })

  it("are missing exactly where the branch above is not taken, also where two branches have a param of one name", () => {
    fc.assert(
      fc.property(drawn, ({ dimensions, params }) => {
        const values = valuesOf(dimensions, params)
        dimensions.forEach(({ parent }, index) => {
          const exists = parent === undefined || values[parent.index] === parent.is
          expect(values[index] !== undefined).toBe(exists)
        })
      })
    )
    const twins = dimensionsOf({ optimizer: choice({ adam: { rate: float(0, 1) }, sgd: { rate: float(0, 1) } }) })
    expect(valuesOf(twins, { optimizer: { type: "sgd", rate: 0.5 } })).toEqual(["sgd", undefined, 0.5])
  })

  it("become the params that they came from", () => {
    fc.assert(
      fc.property(drawn, ({ dimensions, params }) => {
        expect(paramsOf(dimensions, valuesOf(dimensions, params))).toEqual(params)
      }),
      { numRuns: 300 }
    )
  })

  it("come back from the params that they became", () => {
    fc.assert(
      fc.property(drawn, ({ dimensions, params }) => {
        const values = valuesOf(dimensions, params)
        expect(valuesOf(dimensions, paramsOf(dimensions, values))).toEqual(values)
      }),
      { numRuns: 300 }
    )
  })

  it("of dimensions that do not exist are ignored", () => {
    const dimensions = dimensionsOf(optimizers)
    expect(paramsOf(dimensions, [4, "adam", 0.5, "cosine", 2, true])).toEqual({
      units: 4,
      optimizer: { type: "adam" },
      bias: true
    })
    expect(paramsOf(dimensions, [4, "sgd", 0.5, "flat", 2, true])).toEqual({
      units: 4,
      optimizer: { type: "sgd", momentum: 0.5, schedule: { type: "flat" } },
      bias: true
    })
  })

  it("are missing where the params are of another space", () => {
    const dimensions = dimensionsOf(optimizers)
    expect(valuesOf(dimensions, {})).toEqual([undefined, undefined, undefined, undefined, undefined, undefined])
    expect(valuesOf(dimensions, { units: { type: "many" }, optimizer: "sgd", bias: true })).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      true
    ])
  })
})

describe("a key", () => {
  it("is the same for the same params, in any order of their names and after JSON", () => {
    fc.assert(
      fc.property(drawn, ({ dimensions, params }) => {
        const key = keyOf(dimensions, params)
        expect(keyOf(dimensions, reversed(params))).toBe(key)
        expect(keyOf(dimensions, JSON.parse(JSON.stringify(params)) as Params)).toBe(key)
      })
    )
  })

  it("is another one exactly for other params", () => {
    fc.assert(
      fc.property(spaces, fc.nat(), fc.nat(), (space, one, other) => {
        const dimensions = dimensionsOf(space)
        const a = sampleParams(space, rngFor(one, 0, "test"))
        const b = sampleParams(space, rngFor(other, 0, "test"))
        expect(keyOf(dimensions, a) === keyOf(dimensions, b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
      { numRuns: 300 }
    )
  })

  it("tells a number from its text", () => {
    const dimensions = dimensionsOf({ x: choice(1, "1") })
    expect(keyOf(dimensions, { x: 1 })).not.toBe(keyOf(dimensions, { x: "1" }))
  })
})
