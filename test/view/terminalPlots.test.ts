import { describe, expect, it } from "vitest"
import { plotKinds, type PlotKind } from "../../src/view/plots/Plot.ts"
import { plotText } from "../../src/view/plots/terminal/draw.ts"
import { Canvas } from "../../src/view/plots/terminal/Canvas.ts"
import { displayWidth } from "../../src/view/text.ts"
import { colourTheme, plainTheme } from "../../src/view/theme.ts"
import { manyRecord } from "./many.ts"
import { epoch, study } from "./samples.ts"

const kinds = Object.keys(plotKinds) as ReadonlyArray<PlotKind>
const several = {
  ...study,
  spec: { ...study.spec, objectives: [study.spec.objective, { metric: "loss", direction: "minimize" }] as const }
}
const record = manyRecord({ study: several })
const request = { record, now: epoch + 100_000 }

const textOf = (kind: PlotKind, width: number, theme = plainTheme): string => {
  const drawn = plotText(kind, request, { width, rows: 12 }, theme)
  if ("nothing" in drawn) throw new Error(drawn.nothing)
  return drawn.text
}

describe("a plot in the terminal", () => {
  it.each(kinds)("%s fits the width and has no escape codes where there are no colours", (kind) => {
    for (const width of [60, 80, 120]) {
      const lines = textOf(kind, width).split("\n")
      for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
      // oxlint-disable-next-line no-control-regex
      expect(lines.join("\n")).not.toMatch(/\u001b|NaN|undefined/)
      // Here no param explains anything: there is a line for each, and no bar.
      if (kind === "importance") expect(lines.filter((line) => line.includes(" to "))).toHaveLength(4)
      else expect(lines.join("").match(/[⠁-⣿░▒▓█]/g)!.length).toBeGreaterThan(5)
    }
  })

  it.each(kinds)("%s is the same drawing in colours", (kind) => {
    // oxlint-disable-next-line no-control-regex
    expect(textOf(kind, 80, colourTheme).replaceAll(/\u001b\[\d+m/g, "")).toBe(textOf(kind, 80))
  })

  it("says the ends of its axes", () => {
    const text = textOf("history", 80)
    expect(text).toContain("accuracy")
    expect(text).toMatch(/0\.959 │/)
    expect(text).toMatch(/ 0 +trial +59\n/)
    expect(text).toContain("━ best so far")
  })

  it("draws a line from corner to corner", () => {
    const canvas = new Canvas(4, 2)
    canvas.line(0, 0, canvas.width - 1, canvas.height - 1, (text) => text)
    expect(canvas.lines()).toEqual(["⠑⢄  ", "  ⠑⢄"])
    canvas.dot(-1, 0, (text) => text)
    canvas.dot(0, 99, (text) => text)
    expect(canvas.lines()).toEqual(["⠑⢄  ", "  ⠑⢄"])
  })
})
