import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import { asha } from "../../../src/search/pruners/asha.ts"
import { auditRung } from "../../../src/search/pruners/asha/audit.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { curve, judge, requestFor, shown } from "../../support/curves.ts"

/** A trial's value at a rung, and at the next one where it got so far. */
type RungPair = readonly [here: number, next: number | undefined]

const auditOf = (pairs: ReadonlyArray<RungPair>) =>
  auditRung({ here: pairs.map(([here]) => here), later: pairs.map(([, next]) => next) })

/** Values at two rungs with a correlation; only the best share of the first gets to the second. */
const drawn = (seed: number, count: number, correlation: number, share = 1): ReadonlyArray<RungPair> => {
  const rng = rngFor(seed, 0, "audit")
  const pairs = Array.from({ length: count }, () => {
    const here = rng.normal()
    return [here, correlation * here + Math.sqrt(1 - correlation ** 2) * rng.normal()] as const
  })
  const last = pairs.map(([here]) => here).sort((a, b) => a - b)[Math.ceil(share * count) - 1]!
  return pairs.map(([here, next]): RungPair => [here, here <= last ? next : undefined])
}

const dropped = (count: number, correlation: number, share = 1): number =>
  Array.from({ length: 200 }, (_, seed) => auditOf(drawn(seed, count, correlation, share))).filter(
    (audit) => audit !== undefined
  ).length / 200

describe("an audited rung", () => {
  it("is dropped where its values have nothing to do with those of the next", () => {
    expect(dropped(200, 0)).toBeGreaterThan(0.95)
  })

  it("stays where they have, also when only the best went on, among whom little of it is left", () => {
    expect(dropped(200, 0.6)).toBeLessThan(0.01)
    expect(dropped(400, 0.6, 1 / 8)).toBeLessThan(0.02)
    expect(dropped(60, 0.4)).toBeLessThan(0.03)
  })

  it("stays while too few trials got to the next one", () => {
    expect(dropped(19, 0)).toBe(0)
    expect(auditOf(drawn(0, 30, 0))).toBeUndefined()
  })

  it("is judged by ranks: neither a monotone map nor the order of the ranks' units matters", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const pairs = drawn(seed, 120, 0.1)
        const mapped = pairs.map(([here, next]): RungPair => [Math.exp(here), next! ** 3])
        expect(auditOf(mapped)).toEqual(auditOf(pairs))
      }),
      { numRuns: 50 }
    )
  })

  it("counts what is not finite as worst, and says nothing where all are tied", () => {
    expect(auditOf(Array.from({ length: 100 }, () => [NaN, NaN] as const))).toBeUndefined()
    const audit = auditOf(drawn(3, 200, 0).map(([here, next], at): RungPair => [at % 5 === 0 ? NaN : here, next]))
    expect(audit?.atMost).toBeLessThan(0.4)
  })
})

describe("asha at a rung that says nothing", () => {
  const pairs = drawn(1, 200, 0)
  const peers = pairs.map(([here, next], at) =>
    curve(at + 1, [
      [1, here],
      [4, next!]
    ])
  )

  it("lets everyone pass it, and judges at the next", () => {
    expect(judge(asha({ maxStep: 20 }), [[1, 9]], peers)._tag).toBe("Continue")
    expect(asha({ maxStep: 20 }).judge({ ...requestFor([[1, 9]], peers), resumable: true })._tag).toBe("Continue")
    expect(
      judge(
        asha({ maxStep: 20 }),
        [
          [1, 9],
          [4, 9]
        ],
        peers
      )._tag
    ).toBe("Prune")
  })

  it("judges at it as long as it is the last", () => {
    expect(judge(asha({ maxStep: 4 }), [[1, 9]], peers)._tag).toBe("Prune")
  })

  it("revives those that were paused there before it starts new ones, the best of them first", () => {
    const trials: ReadonlyArray<Trial> = [
      ...peers.map(({ number, points }): Trial => ({
        number: number - 1,
        state: "complete",
        params: {},
        curve: points,
        values: [points[1]!.value]
      })),
      { number: 200, state: "paused", params: {}, curve: [{ step: 1, value: 9 }] },
      { number: 201, state: "paused", params: {}, curve: [{ step: 1, value: 8 }] }
    ]
    const found = asha({ maxStep: 20 }).next!({ history: { revision: 1, trials }, canStart: true, show: shown })
    expect(found?.resume).toBe(201)
    expect(found?.reason).toMatch(
      /^<8> is rank 201 of 202 at rung 1; it goes on before a new trial starts: rung 1 says nothing about rung 4: rank correlation -?0\.\d\d, at most 0\.\d\d, over 200 trials$/
    )
  })
})
