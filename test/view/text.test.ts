import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { fitLine, span } from "../../src/view/spans.ts"
import { cleanText, displayWidth, padEnd, truncate, wrap } from "../../src/view/text.ts"
import { colourTheme } from "../../src/view/theme.ts"
import { anyText } from "./arbitraries.ts"

const escape = "\u001b"

describe("displayWidth", () => {
  it("counts columns, not characters", () => {
    assert.deepStrictEqual(
      ["abc", "", "学习率", "e\u0301", "🫠", "नमस्ते", "한글", "ｱｲｳ", "…–▁█", "🇩🇪", `${escape}[31mred${escape}[39m`].map(
        displayWidth
      ),
      [3, 0, 6, 1, 2, 4, 4, 3, 4, 2, 3]
    )
  })
})

describe("cleanText", () => {
  it("leaves nothing that moves the cursor or spoils the next line", () => {
    assert.strictEqual(cleanText(`a${escape}[2Jb\r\nc\td\u0007\u202Ee\u200Bf`), "ab c d ef")
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(cleanText(text))))
  })

  it("changes nothing the second time", () => {
    fc.assert(fc.property(anyText, (text) => cleanText(cleanText(text)) === cleanText(text)))
  })
})

describe("truncate", () => {
  it("marks what it cut", () => {
    assert.deepStrictEqual(
      [truncate("abcdef", 6), truncate("abcdef", 5), truncate("学习率", 5), truncate("学习率", 4), truncate("ab", 0)],
      ["abcdef", "abcd…", "学习…", "学…", ""]
    )
  })

  it("is never wider than asked for", () => {
    fc.assert(
      fc.property(
        anyText.map(cleanText),
        fc.nat({ max: 50 }),
        (text, width) => displayWidth(truncate(text, width)) <= width
      )
    )
  })
})

describe("fitLine", () => {
  it("paints every part as a whole, cut or not", () => {
    const line = fitLine(["best ", span("0.9731", colourTheme.good), "  and more"], 9)
    assert.strictEqual(line, `best ${escape}[32m0.9…${escape}[39m`)
  })

  it("is never wider than asked for, and whole where it fits", () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), fc.integer({ min: 1, max: 100 }), (texts, width) => {
        const line = fitLine(texts, width)
        const whole = texts.map(cleanText).join("")
        return displayWidth(line) <= width && (displayWidth(whole) > width || line === whole)
      })
    )
  })
})

describe("wrap", () => {
  it("breaks between words, and inside of long ones", () => {
    assert.deepStrictEqual(wrap("the quick brown fox", 10), ["the quick", "brown fox"])
    assert.deepStrictEqual(wrap("abcdefghijkl mn", 5, "  "), ["abc", "  def", "  ghi", "  jkl", "  mn"])
  })

  it("loses no letter and keeps to the width", () => {
    fc.assert(
      fc.property(anyText.map(cleanText), fc.integer({ min: 2, max: 60 }), (text, width) => {
        const lines = wrap(text, width, "  ")
        assert.isTrue(lines.every((line) => displayWidth(line) <= width))
        assert.strictEqual(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""))
      })
    )
  })
})

describe("padEnd", () => {
  it("fills up to the width", () => {
    assert.strictEqual(padEnd("率", 4), "率  ")
    assert.strictEqual(padEnd("abcdef", 4), "abcdef")
  })
})
