import { describe, expect, it } from "vitest"
import { choice, constant, float, int } from "../../../src/search/space/distributions.ts"
import { checkedWhere, impossible } from "../../../src/search/space/where.ts"
import { refusal } from "../../support/refusal.ts"

const params = { units: 64, rate: 0.1 }

describe("a constraint", () => {
  it("gives its answer", () => {
    expect(checkedWhere(({ units }) => Number(units) > 63)(params)).toBe(true)
    expect(checkedWhere(({ units }) => Number(units) > 64)(params)).toBe(false)
  })

  it("that throws is named with its params and the place", () => {
    const { hint, message } = refusal(() =>
      checkedWhere(() => {
        throw new RangeError("no such layer")
      })(params)
    )
    expect(message).toBe('The constraint (where) threw on {"units":64,"rate":0.1}: RangeError: no such layer')
    expect(hint).toMatch(/^Thrown at .*where\.test\.ts:\d+:\d+\. /)
  })

  it.each([
    [undefined, "answered nothing", "or return it"],
    [1, "answered 1", "Write a condition"],
    ["yes", 'answered "yes"', "Write a condition"],
    [Promise.resolve(true), "answered with a promise", "cannot wait"]
  ])("that answers %s is refused", (answer, message, hint) => {
    const refused = refusal(() => checkedWhere(() => answer)(params))
    expect(refused.message).toContain(`${message} on {"units":64,"rate":0.1}`)
    expect(refused.hint).toContain(hint)
  })
})

describe("an impossible constraint", () => {
  it("is refused with an example and what does not mend it", () => {
    const { hint, message } = impossible({ units: int(1, 100, { log: true }), rate: float(0, 1), version: constant(3) })
    expect(message).toContain("none of 10,000 points tried satisfies it")
    expect(hint).toContain(
      'It refuses {"units":7,"rate":0.5,"version":3}, and no change of units or rate alone mends that.'
    )
    expect(hint).toContain("enqueue")
  })

  it("is proved where the space is finite", () => {
    const space = { kind: choice({ a: { n: int(1, 3) }, b: {} }), flat: choice("x", "y") }
    const { hint, message } = impossible(space)
    expect(message).toBe("The constraint (where) refuses all 8 points of the space.")
    expect(hint).toContain('{"kind":{"type":"b"},"flat":"y"}')
    expect(hint).toContain("no change of kind or flat alone")
  })
})
