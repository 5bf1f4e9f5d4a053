import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { span } from "../../src/view/spans.ts"
import { renderTable, type Column } from "../../src/view/table.ts"
import { displayWidth } from "../../src/view/text.ts"
import { colourTheme, plainTheme } from "../../src/view/theme.ts"
import { anyText } from "./arbitraries.ts"

const columns: ReadonlyArray<Column> = [
  { name: "trial", align: "right", priority: Infinity },
  { name: "学习率", align: "right", priority: 2 },
  { name: "optimizer", priority: 1 },
  { name: "note", priority: 0 }
]
const rows = [
  ["1", "0.1", "adam", "日本語"],
  ["12", "0.000123", "sgd", "नमस्ते 🫠"]
]
const draw = (width: number, theme = plainTheme) =>
  renderTable({ columns, rows, width, theme, advice: "widen the terminal" })

describe("renderTable", () => {
  it("lines wide characters up", () => {
    assert.deepStrictEqual(draw(80), [
      "trial    学习率  optimizer  note",
      "    1       0.1  adam       日本語",
      "   12  0.000123  sgd        नमस्ते 🫠"
    ])
  })

  it("leaves out the columns of the lowest priority, and says which", () => {
    assert.deepStrictEqual(draw(30), [
      "trial    学习率  optimizer",
      "    1       0.1  adam",
      "   12  0.000123  sgd",
      "not shown: note; widen the",
      "terminal"
    ])
    assert.deepStrictEqual(draw(16).slice(0, 2), ["trial    学习率", "    1       0.1"])
  })

  it("cuts long texts, never numbers", () => {
    const lines = renderTable({
      columns: [
        { name: "a name that is long", align: "right" },
        { name: "text", priority: Infinity }
      ],
      rows: [["12345.678", "a text that is far too long for this table"]],
      width: 40,
      theme: plainTheme
    })
    assert.deepStrictEqual(lines, ["a name that i…  text", "     12345.678  a text that is far too …"])
  })

  it("shows a header without rows", () => {
    assert.deepStrictEqual(renderTable({ columns, rows: [], width: 80, theme: plainTheme }), [
      "trial  学习率  optimizer  note"
    ])
  })

  it("keeps the columns of a long table in line", () => {
    const many = Array.from({ length: 250 }, (_, index) => [String(index), "0.5", "率".repeat(index % 5), ""])
    const lines = renderTable({ columns, rows: many, width: 80, theme: plainTheme })
    assert.strictEqual(lines.length, 251)
    assert.strictEqual(lines[250], "  249     0.5  率率率率")
    assert.strictEqual(lines.filter((line) => line.includes("trial")).length, 1)
  })

  it("is as wide with colours as without", () => {
    const painted = renderTable({
      columns,
      rows: rows.map((row) => row.map((cell) => span(cell, colourTheme.good))),
      width: 40,
      theme: colourTheme
    })
    assert.deepStrictEqual(
      painted.map(displayWidth),
      renderTable({ columns, rows, width: 40, theme: plainTheme }).map(displayWidth)
    )
  })

  it("is never wider than asked for, and has a line for each row", () => {
    const column = fc.record({
      name: anyText,
      align: fc.constantFrom("left" as const, "right" as const),
      priority: fc.constantFrom(0, 1, 2, Infinity)
    })
    const table = fc
      .array(column, { minLength: 1, maxLength: 12 })
      .chain((made) =>
        fc.tuple(
          fc.constant(made),
          fc.array(fc.array(anyText, { minLength: made.length, maxLength: made.length }), { maxLength: 5 })
        )
      )
    fc.assert(
      fc.property(table, fc.integer({ min: 30, max: 160 }), fc.boolean(), ([made, cells], width, coloured) => {
        const theme = coloured ? colourTheme : plainTheme
        const request = { columns: made, rows: cells, width, theme }
        assert.strictEqual(renderTable(request).length, cells.length + 1)
        for (const line of renderTable({ ...request, advice: "widen it" })) assert.isAtMost(displayWidth(line), width)
      })
    )
  })
})
