/** Lines made of styled parts. They are cut to a width first and painted afterwards, so that no style is cut in two. */
import { displayWidth, cleanText, truncate } from "./text.ts"
import type { Paint } from "./theme.ts"

/** A part of a line: a text, or a text and its style. */
export type Span = string | { readonly text: string; readonly paint: Paint }

/** A part of a line with a style. */
export const span = (text: string, paint: Paint): Span => ({ text, paint })

const textOf = (part: Span): string => cleanText(typeof part === "string" ? part : part.text)

const painted = (part: Span, text: string): string => (typeof part === "string" ? text : part.paint(text))

/** Columns that a part takes. */
export const spanWidth = (part: Span): number => displayWidth(textOf(part))

/** The part cut to a width, and painted. */
export const paintSpan = (part: Span, width: number): string => painted(part, truncate(textOf(part), width))

/** The parts one after the other; where they are wider than `width`, they are cut and end with an ellipsis. */
export const fitLine = (parts: ReadonlyArray<Span>, width: number): string => {
  if (parts.reduce((sum, part) => sum + spanWidth(part), 0) <= width) {
    return parts.map((part) => painted(part, textOf(part))).join("")
  }
  let room = width - 1
  let line = ""
  for (const part of parts) {
    const wide = spanWidth(part)
    if (wide > room) return line + painted(part, truncate(`${textOf(part)} `, Math.min(wide, room + 1)))
    line += painted(part, textOf(part))
    room -= wide
  }
  return line
}
