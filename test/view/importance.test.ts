import { describe, expect, it } from "vitest"
import { renderImportance } from "../../src/view/importance.ts"
import { plainTheme } from "../../src/view/theme.ts"
import { study } from "./samples.ts"

const importances = {
  params: [
    { name: "learningRate", share: 0.75, low: 0.6, high: 0.85 },
    { name: "optimizer.momentum", share: 0.25, low: 0.1, high: 0.4 }
  ],
  explained: 0.8,
  trials: 40,
  confidence: 0.9
}

describe("importance", () => {
  it.each([40, 80, 200])("fits %d columns, the most important first, with bars as long as the shares", (width) => {
    const lines = renderImportance({ study, importances, width, theme: plainTheme }).split("\n")
    expect(lines.every((line) => line.length <= width)).toBe(true)
    expect(lines.findIndex((line) => line.startsWith("learningRate"))).toBeLessThan(
      lines.findIndex((line) => line.startsWith("optimizer"))
    )
    if (width < 80) return
    const rows = lines.filter((line) => line.includes("█"))
    const [long, short] = rows.map((row) => row.split("█").length - 1)
    expect(Math.abs(long! / short! - 3)).toBeLessThan(0.6)
  })
})
