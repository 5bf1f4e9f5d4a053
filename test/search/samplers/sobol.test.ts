import { assert, describe, it } from "@effect/vitest"
import { sobol } from "../../../src/search/samplers/sobol.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { choice, float } from "../../../src/search/space/distributions.ts"
import { samplerLaws } from "../../conformance/sampler.ts"
import { finiteSpaces } from "../../support/spaces.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"
import { loss, network, studyLaws } from "./proposals.ts"

samplerLaws("sobol", sobol)
samplerLaws("sobol in finite spaces", sobol, { spaces: finiteSpaces })
studyLaws("sobol", sobol)

describe("sobol", () => {
  it("gives trial n the same params, whatever happened before", () => {
    const trials = play(sobol(), network, loss, 30)
    for (const { number, params } of trials) {
      assert.deepStrictEqual(proposed(sobol().suggest(requestAfter(network, [], { number }))).params, params)
    }
  })

  it("puts the first 16 trials into 16 different sixteenths of each param", () => {
    const space = { x: float(0, 1), y: float(1e-8, 1, { log: true }), branch: choice({ a: { z: float(-1, 1) } }) }
    const trials = play(sobol(), space, () => 0, 16)
    const places = (place: (params: Params) => number) =>
      new Set(trials.map(({ params }) => Math.floor(16 * place(params)))).size
    assert.strictEqual(
      places(({ x }) => Number(x)),
      16
    )
    assert.strictEqual(
      places(({ y }) => Math.log10(Number(y)) / 8 + 1),
      16
    )
    assert.strictEqual(
      places(({ branch }) => (Number((branch as Params)["z"]) + 1) / 2),
      16
    )
  })

  it("fills what where leaves as evenly", () => {
    const space = { x: float(0, 1), y: float(0, 1) }
    const where = ({ x, y }: Params): boolean => Number(x) < 0.25 && Number(y) < 0.25
    const trials = play(sobol(), space, () => 0, 64, { where })
    const quarters = [0, 0, 0, 0]
    for (const { params } of trials)
      quarters[2 * Math.floor(Number(params["x"]) * 8) + Math.floor(Number(params["y"]) * 8)]!++
    assert.deepStrictEqual(quarters, [16, 16, 16, 16])
  })

  it("pads spaces of more than 64 params with random coordinates", () => {
    const space = Object.fromEntries(Array.from({ length: 70 }, (_, k) => [`x${k}`, float(0, 1)]))
    const trials = play(sobol(), space, () => 0, 32)
    for (const name of ["x63", "x64", "x69"]) {
      assert.strictEqual(new Set(trials.map(({ params }) => params[name])).size, 32)
    }
    assert.include(trials[3]!.evidence!.reason, "in 64 dimensions")
  })
})
