import { assert, describe, it } from "@effect/vitest"
import { expertFor, isPolishing } from "../../../src/search/samplers/gp/experts.ts"
import { isRecent } from "../../../src/search/samplers/gp/fit.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { float } from "../../../src/search/space/distributions.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"

const improving = Float64Array.from({ length: 20 }, (_, i) => 20 - i)
const stuck = Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 20 - i : 15 + (i % 3)))

const names = (from: number, values: Float64Array): ReadonlyArray<string> =>
  Array.from({ length: 8 }, (_, i) => expertFor(from + i, 100, values).name)

describe("the experts", () => {
  it("take turns", () => {
    assert.deepStrictEqual(names(16, improving).slice(0, 4), ["long", "additive", "long", "short"])
  })

  it("leave refinement while it only gains decimals", () => {
    assert.isTrue(isPolishing(stuck))
    assert.isFalse(isPolishing(improving))
    assert.isFalse(isPolishing(stuck.subarray(0, 11)), "too few to tell")
    assert.strictEqual(names(16, stuck).filter((name) => name === "long").length, 1)
  })

  it("come back to it at the end of the budget", () => {
    assert.notInclude(names(90, stuck), "short")
    assert.strictEqual(names(90, stuck).filter((name) => name === "long").length, 4)
  })
})

describe("hyperparameters", () => {
  it("are fitted anew at every trial up to 100, then rarely", () => {
    assert.isFalse(isRecent(100, 100))
    assert.isTrue(isRecent(100, 104))
    assert.isFalse(isRecent(100, 106))
    assert.isTrue(isRecent(1000, 1099))
    assert.isFalse(isRecent(1000, 1100))
    assert.isFalse(isRecent(200, 150), "the history has lost trials")
  })

  it("are taken over as they are where they still do", () => {
    const space = { x: float(0, 1), y: float(0, 1) }
    const trials = play(gp({ startup: 120 }), space, ({ x, y }) => (Number(x) - 0.3) ** 2 + Number(y), 120)
    const grown = [...trials]
    const fits = []
    for (let ask = 0; ask < 3; ask++) {
      const { evidence, params } = proposed(gp().suggest(requestAfter(space, grown, { budget: 500 })))
      fits.push(evidence.fitted!)
      grown.push({ number: grown.length, state: "complete", params, values: [-1 - ask], curve: [], evidence })
    }
    const [first, , again] = fits
    assert.strictEqual(first!.observations, 120)
    assert.strictEqual(again!.expert, first!.expert)
    assert.strictEqual(again!.observations, 120)
    for (const [i, length] of (again!.lengthscales as ReadonlyArray<number>).entries()) {
      assert.closeTo(length, (first!.lengthscales as ReadonlyArray<number>)[i]!, 1e-9 * length)
    }
  })
})
