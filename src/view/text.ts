/** Text as a terminal shows it: how wide it is, cut and wrapped to a width, and freed of what would move the cursor. */
import { stripVTControlCharacters } from "node:util"

const printableAscii = /^[ -~]*$/
const lineEndsAndControls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** Joiners, direction marks, variation selectors, skin tones, private characters: terminals disagree on their width. */
const unstable = /[\p{Cf}\p{Co}\p{Variation_Selector}\p{Emoji_Modifier}]/gu
const loneSurrogate = /\p{Cs}/gu

/** One line without escape sequences, line ends and characters whose width terminals disagree on. */
export const cleanText = (text: string): string =>
  printableAscii.test(text)
    ? text
    : stripVTControlCharacters(text)
        .normalize("NFC")
        .replace(lineEndsAndControls, " ")
        .replace(unstable, "")
        .replace(loneSurrogate, "\u{FFFD}")

const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u{1160}-\u{11FF}]/u
/** Emoji and the East Asian Wide and Fullwidth ranges (Unicode Standard Annex 11); flags are two halves of one column. */
const doubleWidth =
  /(?![\u{1F1E6}-\u{1F1FF}])[\p{Emoji_Presentation}\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{4DBF}\u{4E00}-\u{A4CF}\u{A960}-\u{A97C}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE10}-\u{FE19}\u{FE30}-\u{FE6F}\u{FF01}-\u{FF60}\u{FFE0}-\u{FFE6}\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]/u

/** Columns that one character (a code point) takes. */
const characterWidth = (character: string): number => {
  if (character >= " " && character <= "~") return 1
  if (zeroWidth.test(character)) return 0
  return doubleWidth.test(character) ? 2 : 1
}

/** Columns that a text takes, styles not counted. */
export const displayWidth = (text: string): number => {
  if (printableAscii.test(text)) return text.length
  let width = 0
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character)
  return width
}

/** The text in at most `width` columns: a longer one ends with an ellipsis. For texts without styles. */
export const truncate = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ""
  let kept = ""
  let used = 0
  for (const character of text) {
    used += characterWidth(character)
    if (used > width - 1) break
    kept += character
  }
  return `${kept}…`
}

/** The text with spaces behind it up to `width` columns. */
export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - displayWidth(text)))

const breakWord = (word: string, width: number): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let part = ""
  for (const character of word) {
    if (part !== "" && displayWidth(part + character) > width) {
      parts.push(part)
      part = ""
    }
    part += character
  }
  return [...parts, part]
}

/** A line broken between words, and inside of words that are longer than the width; later lines are indented. */
export const wrap = (line: string, width: number, indent = ""): ReadonlyArray<string> => {
  if (displayWidth(line) <= width) return [line]
  const margin = indent.length < width - 1 ? indent : ""
  const lines: Array<string> = []
  let current = ""
  for (const word of line.split(" ").flatMap((word) => breakWord(word, width - margin.length))) {
    const joined = current === "" ? word : `${current} ${word}`
    if (displayWidth(joined) <= width) current = joined
    else {
      lines.push(current)
      current = margin + word
    }
  }
  return [...lines, current].map((text) => text.trimEnd())
}
