import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { pack, unpack } from "../../../src/view/page/pack.ts"
import { packTrials, pageTrials, ranked, unpackTrials } from "../../../src/view/page/PageTrial.ts"
import { study, trials } from "../samples.ts"

const cell = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
// JSON has no negative zero.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("packed rows", () => {
  it("come back as they were, through JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), cell)), (rows) => {
        expect(plain(unpack(plain(pack(rows)) as ReturnType<typeof pack>))).toEqual(plain(rows))
      })
    )
  })

  it("hold trials, with their places among all", () => {
    const packed = pageTrials(trials, study.spec)
    expect(unpackTrials(packTrials(packed))).toEqual(packed)
    expect(packed.map(({ rank }) => rank)).toEqual([1, 1, 3, undefined, undefined, undefined])
    expect(packed[3]!.reason).toContain("not among the best")
    expect(packed[4]!.reason).toContain("512 MiB")
  })

  it("keep params apart that are named like fields of a trial", () => {
    const odd = { ...trials[0]!, params: { "state.x": 1, number: 2, __proto__x: 3 } }
    const [packed] = pageTrials([odd], study.spec)
    expect(unpackTrials(packTrials([packed!]))).toEqual([packed])
  })
})

describe("places", () => {
  it("are found again when trials change", () => {
    const before = pageTrials(trials, study.spec)
    const better = before.map((trial) => (trial.number === 2 ? { ...trial, value: 0.99 } : trial))
    expect(ranked(better, study.spec).map(({ rank, tied }) => [rank, tied])).toEqual([
      [2, true],
      [2, true],
      [1, undefined],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined]
    ])
    expect(ranked(before, study.spec)).toEqual(before)
  })
})
