import { describe, expect, it } from "vitest"
import type { StudyRecord } from "../../src/store/StudyRecord.ts"
import { plotKinds, type PlotKind } from "../../src/view/plots/Plot.ts"
import { plotSvg } from "../../src/view/plots/render.ts"
import { svgToPng } from "../../src/view/plots/png.ts"
import { many, manyRecord as recordOf } from "./many.ts"
import { epoch, study } from "./samples.ts"

const kinds = Object.keys(plotKinds) as ReadonlyArray<PlotKind>
const now = epoch + 100_000

const svgOf = (kind: PlotKind, record: StudyRecord): string => {
  const drawn = plotSvg(kind, { record, now }, { width: 800 })
  if ("nothing" in drawn) throw new Error(drawn.nothing)
  return drawn.svg
}

const several = {
  ...study,
  spec: {
    ...study.spec,
    objectives: [study.spec.objective, { metric: "loss", direction: "minimize" }] as const
  }
}

describe("plots", () => {
  it.each(kinds)("%s is a picture that names the study and draws every trial", (kind) => {
    const svg = svgOf(kind, recordOf({ study: several }))
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(svg).toContain("digits")
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(5)
    expect(svg).not.toMatch(/NaN|undefined/)
  })

  it.each(kinds)("%s is the same picture when it is drawn again", (kind) => {
    const plain = (svg: string): string => svg.replaceAll(/zr\d+-/g, "zr-").replaceAll(/cls-\d+/g, "cls")
    const record = recordOf({ study: several })
    expect(plain(svgOf(kind, record))).toBe(plain(svgOf(kind, record)))
  })

  it.each(kinds)("%s says why there is nothing to draw", (kind) => {
    const drawn = plotSvg(kind, { record: recordOf({ trials: [], attempts: [], reports: [] }), now }, { width: 800 })
    expect("nothing" in drawn && drawn.nothing.length).toBeGreaterThan(20)
  })

  it("keeps names that look like markup inert", () => {
    const named = { ...study, name: "<script>alert(1)</script>" }
    for (const kind of kinds) {
      const drawn = plotSvg(kind, { record: recordOf({ study: named }), now }, { width: 800 })
      if ("svg" in drawn) expect(drawn.svg).not.toContain("<script")
    }
  })

  it("stays small with ten thousand trials", () => {
    const trial = many[0]!
    const large = Array.from({ length: 10_000 }, (_, number) => ({ ...trial, number, value: Math.sin(number) }))
    expect(svgOf("history", recordOf({ trials: large })).length).toBeLessThan(3_000_000)
  })

  it("become PNG", async () => {
    const png = await svgToPng(svgOf("history", recordOf()))
    expect([...png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)))
  })
})
