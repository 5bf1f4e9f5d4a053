/**
 * SentencePiece's unigram model: a text is cut into the pieces of a vocabulary whose scores (log probabilities) have the
 * greatest sum, found by Viterbi's algorithm (Kudo 2018, "Subword Regularization"). Spaces are part of the pieces, as ▁.
 */
import { InvalidDefinition } from "../../errors.ts"
import { grow, type Trie } from "./trie.ts"

/** Pieces with their scores; a piece's place is its number. */
export type Vocabulary = ReadonlyArray<readonly [piece: string, score: number]>

/** What is not in the vocabulary, and what no text may produce. */
export interface UnigramOptions {
  /** The number of the piece that stands for whatever no other piece covers. Default 0. */
  readonly unknown?: number
  /** The first so many pieces are unknown and control symbols, which text never becomes. Default: `unknown` + 1. */
  readonly reserved?: number
}

/** Turns texts into numbers of pieces. */
export interface Tokenizer {
  /** The pieces' numbers; none for a text without a visible character. */
  readonly encode: (text: string) => ReadonlyArray<number>
  /** The text as it was normalised; unknown characters come back as the unknown piece. */
  readonly decode: (tokens: ReadonlyArray<number>) => string
  /** How many pieces there are. */
  readonly size: number
}

/** SentencePiece's stand-in for a space. */
const space = "▁"

/** How much less likely than the least likely piece an unknown character is, as in SentencePiece. */
const unknownPenalty = 10

/** SentencePiece's default: compatibility forms folded (NFKC), control characters and repeated spaces gone, one space before. */
const normalized = (text: string): string => {
  const folded = text
    .normalize("NFKC")
    .replaceAll(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/\p{Cf}/gu, "")
    .trim()
  return folded === "" ? "" : space + folded.replaceAll(/ +/g, space)
}

/** The numbers of the pieces <0x00> … <0xFF>, where the vocabulary has them all. */
const bytePieces = (numbers: ReadonlyMap<string, number>): ReadonlyArray<number> | undefined => {
  const found: Array<number> = []
  for (let byte = 0; byte < 256; byte++) {
    const number = numbers.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`)
    if (number === undefined) return undefined
    found.push(number)
  }
  return found
}

const checkVocabulary = (vocabulary: Vocabulary, unknown: number): void => {
  const isPiece = (entry: unknown): boolean =>
    Array.isArray(entry) && typeof entry[0] === "string" && entry[0] !== "" && Number.isFinite(entry[1])
  const wrong = vocabulary.findIndex((entry) => !isPiece(entry))
  if (vocabulary.length === 0 || wrong >= 0) {
    throw new InvalidDefinition(
      vocabulary.length === 0 ? "The vocabulary is empty." : `Entry ${wrong} of the vocabulary is not [piece, score].`,
      'A vocabulary is a list such as [["<unk>", 0], ["▁the", -3.57]].'
    )
  }
  if (!Number.isInteger(unknown) || unknown < 0 || unknown >= vocabulary.length) {
    throw new InvalidDefinition(
      `The unknown piece is number ${unknown}, but the vocabulary has ${vocabulary.length} pieces.`,
      "Give the number of its <unk>: unigramTokenizer(vocabulary, { unknown: 0 })."
    )
  }
}

/**
 * A tokenizer for a vocabulary. A character that no piece covers becomes the unknown piece, or its UTF-8 bytes where the
 * vocabulary has the pieces <0x00> … <0xFF>; neighbours that are unknown become one. Throws `InvalidDefinition` for a
 * vocabulary that is none.
 */
export const unigramTokenizer = (vocabulary: Vocabulary, options: UnigramOptions = {}): Tokenizer => {
  const { unknown = 0, reserved = unknown + 1 } = options
  checkVocabulary(vocabulary, unknown)
  const numbers = new Map(vocabulary.map(([piece], number) => [piece, number]))
  const bytes = bytePieces(numbers)
  const isByte = new Set(bytes)
  const isText = (number: number): boolean => number >= reserved && !isByte.has(number)
  const trie = grow(
    vocabulary.map(([piece]) => piece).filter((_, number) => isText(number)),
    (piece) => numbers.get(piece)!
  )
  const scores = Float64Array.from(vocabulary, ([, score]) => score)
  const lowest = vocabulary.reduce((least, [, score], number) => (isText(number) ? Math.min(least, score) : least), 0)
  const unknownScore = lowest - unknownPenalty

  const encode = (text: string): ReadonlyArray<number> => {
    const characters = Array.from(normalized(text), (character) => character.codePointAt(0)!)
    const { lengths, pieces } = bestPath(characters, trie, scores, unknown, unknownScore)
    const tokens: Array<number> = []
    for (let end = characters.length; end > 0; end -= lengths[end]!) {
      const piece = pieces[end]!
      if (piece !== unknown) tokens.push(piece)
      else if (bytes !== undefined) {
        const utf8 = Buffer.from(String.fromCodePoint(characters[end - 1]!))
        for (let at = utf8.length - 1; at >= 0; at--) tokens.push(bytes[utf8[at]!]!)
      } else if (tokens.at(-1) !== unknown) tokens.push(unknown)
    }
    return tokens.reverse()
  }

  const decode = (tokens: ReadonlyArray<number>): string => {
    const parts: Array<Buffer> = []
    for (const token of tokens) {
      const byte = isByte.has(token) ? bytes!.indexOf(token) : -1
      parts.push(byte >= 0 ? Buffer.of(byte) : Buffer.from(vocabulary[token]?.[0] ?? ""))
    }
    return Buffer.concat(parts).toString().replaceAll(space, " ").trimStart()
  }

  return { encode, decode, size: vocabulary.length }
}

/**
 * Viterbi's forward pass: for each place in the text the last piece of the best way there, and its length in characters.
 * best(e) = max over pieces that end at e of best(e − length) + score; of equal ways the one whose last piece is shorter.
 */
const bestPath = (
  characters: ReadonlyArray<number>,
  trie: Trie,
  scores: Float64Array,
  unknown: number,
  unknownScore: number
) => {
  const best = new Float64Array(characters.length + 1).fill(-Infinity)
  const pieces = new Int32Array(characters.length + 1)
  const lengths = new Int32Array(characters.length + 1)
  best[0] = 0
  const offer = (start: number, length: number, piece: number, score: number): void => {
    const end = start + length
    const through = best[start]! + score
    if (through < best[end]!) return
    best[end] = through
    pieces[end] = piece
    lengths[end] = length
  }
  for (let start = 0; start < characters.length; start++) {
    offer(start, 1, unknown, unknownScore)
    let node: Trie | undefined = trie
    for (let at = start; at < characters.length; at++) {
      node = node.next.get(characters[at]!)
      if (node === undefined) break
      if (node.value !== undefined) offer(start, at + 1 - start, node.value, scores[node.value]!)
    }
  }
  return { pieces, lengths }
}
