/** A drawing of dots: each character of the terminal holds 2 × 4 of them (Braille Patterns, Unicode 2800 to 28FF). */
import type { Paint } from "../../theme.ts"

const dotsAcross = 2
const dotsDown = 4
/** The bit of each dot of a character, row by row. */
const bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
const blank = 0x2800

/** A canvas of columns × rows characters. Dots are counted from the top left; those outside are not drawn. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly #columns: number
  readonly #dots: Uint8Array
  /** A character of its own in the place of dots. */
  readonly #marks: Array<string | undefined>
  readonly #paints: Array<Paint | undefined>

  constructor(columns: number, rows: number) {
    this.width = columns * dotsAcross
    this.height = rows * dotsDown
    this.#columns = columns
    this.#dots = new Uint8Array(columns * rows)
    this.#marks = Array.from({ length: columns * rows })
    this.#paints = Array.from({ length: columns * rows })
  }

  #cellOf(x: number, y: number): number | undefined {
    if (!(x >= 0 && y >= 0 && x < this.width && y < this.height)) return undefined
    return Math.floor(y / dotsDown) * this.#columns + Math.floor(x / dotsAcross)
  }

  dot(x: number, y: number, paint: Paint): void {
    const [column, row] = [Math.round(x), Math.round(y)]
    const cell = this.#cellOf(column, row)
    if (cell === undefined) return
    this.#dots[cell] = this.#dots[cell]! | bits[(row % dotsDown) * dotsAcross + (column % dotsAcross)]!
    this.#paints[cell] = paint
  }

  /** Every dot between two places (a digital differential analyser). */
  line(fromX: number, fromY: number, toX: number, toY: number, paint: Paint): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY))))
    for (let step = 0; step <= steps; step++)
      this.dot(fromX + ((toX - fromX) * step) / steps, fromY + ((toY - fromY) * step) / steps, paint)
  }

  /** Puts a character where the dot is. */
  mark(x: number, y: number, character: string, paint: Paint): void {
    const cell = this.#cellOf(Math.round(x), Math.round(y))
    if (cell === undefined) return
    this.#marks[cell] = character
    this.#paints[cell] = paint
  }

  /** The lines from top to bottom, all of the same width. */
  lines(): ReadonlyArray<string> {
    const rows = this.height / dotsDown
    return Array.from({ length: rows }, (_, row) =>
      Array.from({ length: this.#columns }, (_cell, column) => {
        const cell = row * this.#columns + column
        const text =
          this.#marks[cell] ?? (this.#dots[cell] === 0 ? " " : String.fromCodePoint(blank + this.#dots[cell]!))
        return text === " " ? text : (this.#paints[cell]?.(text) ?? text)
      }).join("")
    )
  }
}
