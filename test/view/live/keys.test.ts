import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { keyLine, noKeys, press } from "../../../src/view/live/keys.ts"
import { initialState } from "../../../src/view/live/LiveState.ts"
import { displayWidth } from "../../../src/view/text.ts"
import { colourTheme, plainTheme } from "../../../src/view/theme.ts"

describe("press", () => {
  it("reads commands, and the number of a trial", () => {
    assert.deepStrictEqual(press(noKeys, "+-q").wishes, [
      { _tag: "moreSlots", by: 1 },
      { _tag: "moreSlots", by: -1 },
      { _tag: "quit" }
    ])
    assert.deepStrictEqual(press(noKeys, "s12").keys, { typed: "12" })
    assert.deepStrictEqual(press(noKeys, "s19\u007F2\r"), { keys: {}, wishes: [{ _tag: "stopTrial", trial: 12 }] })
    assert.deepStrictEqual(press(noKeys, "sq+\r"), { keys: {}, wishes: [] })
    assert.deepStrictEqual(press(noKeys, "s12\u001B+").wishes, [{ _tag: "moreSlots", by: 1 }])
  })

  it("hears Ctrl-C and Ctrl-Z also while a number is typed, and no arrow", () => {
    assert.deepStrictEqual(press({ typed: "1" }, "\u0003"), { keys: {}, wishes: [{ _tag: "interrupt" }] })
    assert.deepStrictEqual(press({ typed: "1" }, "\u001A").wishes, [{ _tag: "suspend" }])
    assert.deepStrictEqual(press({ typed: "1" }, "\u001B[A\u001BOP"), { keys: { typed: "1" }, wishes: [] })
  })

  it("asks for the stop of a trial that was typed, and of no other, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(..."s+-q12\r\u007F\u001Bx"), { maxLength: 40 }), (keys) => {
        let state = press(noKeys, "")
        for (const key of keys) {
          const before = state.keys
          state = press(before, key)
          for (const wish of state.wishes)
            if (wish._tag === "stopTrial") assert.deepStrictEqual([key, String(wish.trial)], ["\r", before.typed])
        }
        assert.deepStrictEqual(
          state.keys,
          keys.reduce((typed, key) => press(typed, key).keys, noKeys)
        )
      })
    )
  })
})

describe("keyLine", () => {
  it("fits any terminal", () => {
    assert.strictEqual(keyLine(noKeys, initialState, 80, plainTheme), "s stop a trial  + - trials at once  q quit")
    for (const keys of [noKeys, { typed: "123456789" }])
      for (let width = 1; width < 90; width++)
        assert.isAtMost(displayWidth(keyLine(keys, initialState, width, colourTheme)), width)
  })
})
