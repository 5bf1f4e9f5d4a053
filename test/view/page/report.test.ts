import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Confirmation } from "../../../src/schedule/confirmation.ts"
import { confirmPlan } from "../../../src/search/ranking/confirm.ts"
import { cellsOf, resultCell } from "../../../src/view/page/cells.ts"
import { certaintyIn, pageData } from "../../../src/view/page/gather.ts"
import { highlight } from "../../../src/view/page/highlight.ts"
import { escapeHtml, html, inertJson } from "../../../src/view/page/html.ts"
import { markdown } from "../../../src/view/page/markdown.ts"
import { renderReport } from "../../../src/view/page/report.ts"
import { many, manyRecord } from "../many.ts"
import { study } from "../samples.ts"

const odd = fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "`", "/", "script", "!--", "a", "\u2028", " ") })
const unescaped = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")

describe("what a study says, in a page", () => {
  it("is no markup", () => {
    fc.assert(
      fc.property(odd, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/)
        expect(unescaped(escapeHtml(text))).toBe(text)
        expect(html`<b title="${text}">${text}</b>`.text.match(/</g)).toHaveLength(2)
      })
    )
  })

  it("ends no script element, and is read back as it was", () => {
    fc.assert(
      fc.property(fc.dictionary(odd, odd), (value) => {
        expect(inertJson(value)).not.toMatch(/[<>\u2028]/)
        expect(JSON.parse(inertJson(value))).toEqual(value)
      })
    )
  })

  it("is the same code when it is in colours", () => {
    fc.assert(
      fc.property(odd, (text) => {
        expect(unescaped(highlight(text).text.replaceAll(/<\/?span[^>]*>/g, ""))).toBe(text)
      })
    )
    expect(highlight('const x = 1e-3 // "why"').text).toBe(
      '<span class="tok-k">const</span> x = <span class="tok-n">1e-3</span> <span class="tok-c">// &quot;why&quot;</span>'
    )
  })

  it("is prose without raw HTML, pictures, and links that run", () => {
    const { text } = markdown(
      "**a** <b>b</b>\n\n<script>c</script>\n\n[d](javascript:e) ![f](https://example.org/g.png) [h](https://example.org)"
    )
    expect(text).toContain("<strong>a</strong>")
    expect(text).not.toMatch(/<(b|script|img)\b|javascript:/)
    expect(text).toContain('<a href="https://example.org" rel="noopener noreferrer">h</a>')
    fc.assert(
      fc.property(odd, (any) => {
        expect(markdown(any).text).not.toMatch(/<(script|img|!--)/)
      })
    )
  })
})

describe("the cells of a study file", () => {
  it("are prose and code, in their order", () => {
    const source =
      "#!/usr/bin/env node\n// %% [markdown]\n// # A\n//\n// b\n\n// %%\n\nlet x = 1\n// %% title\n// %%\nlet y\n"
    expect(cellsOf(source)).toEqual([
      { kind: "code", text: "#!/usr/bin/env node" },
      { kind: "markdown", text: "# A\n\nb" },
      { kind: "code", text: "let x = 1" },
      { kind: "code", text: "let y" }
    ])
    expect(cellsOf("// %% [md]\n/*\n * a\n * b\n */\n")).toEqual([{ kind: "markdown", text: "a\nb" }])
    expect(cellsOf("")).toEqual([])
  })

  it("have the results below the one that exports the study", () => {
    expect(resultCell(cellsOf("let x\n// %%\nexport default x\n// %%\nlet z"))).toBe(1)
    expect(resultCell(cellsOf("let x\n// %%\nexport { x as default }\n// %%\nlet z"))).toBe(1)
    expect(resultCell(cellsOf("let x\n// %%\nlet z"))).toBe(1)
  })
})

describe("a report", () => {
  it("says who wins where finalists were run again", async () => {
    const finalists = [many[0]!, many[1]!, many[2]!]
    const values = [0.9, 0.6, 0.5]
    const settings = { finalists: finalists.map(({ number }) => number), runs: 12 }
    const runs: Array<{ readonly value: number }> = []
    for (;;) {
      const { plan } = confirmPlan(settings.finalists, settings.runs, runs)
      const next = plan[runs.length]
      if (next === undefined) break
      runs.push({ value: -values[next]! - 0.001 * (runs.length % 3) })
    }
    const confirmation: Confirmation = {
      source: study,
      settings,
      finalists,
      plan: confirmPlan(settings.finalists, settings.runs, runs),
      trials: []
    }
    const data = pageData({ record: manyRecord(), folds: [], now: 0, confirmation })
    expect(data.verdict.words[0]).toMatch(/^Trial 0 wins/)
    const text = await renderReport({ data })
    const body = text.slice(0, text.indexOf("<script type"))
    expect(body).toContain("fresh accuracy")
    expect(body.match(/Trial 0 wins/g)).toHaveLength(2)
  })

  it("marks what is tied with first place where folds tell the noise", () => {
    const record = manyRecord()
    const folds = many
      .slice(0, 4)
      .flatMap(({ number, value }) =>
        [0, 1, 2, 3].map((fold) => ({ trial: number, fold, value: value + 0.05 * Math.sin(7 * fold + number) }))
      )
    const data = pageData({ record, folds, now: 0 })
    expect(certaintyIn(record, folds)).toBeDefined()
    expect(data.verdict.words[0]).toMatch(/^No significant winner: 4 of 4/)
  })

  it("keeps no folder of the machine, and few reports of very many", () => {
    const reports = many.flatMap(({ number }) =>
      Array.from({ length: 1_000 }, (_, step) => ({
        trial: number,
        attempt: 1,
        step: step + 1,
        metrics: { accuracy: step / 1_000 },
        at: 0,
        revision: 1
      }))
    )
    const data = pageData({ record: manyRecord({ reports }), folds: [], now: 0 })
    expect(JSON.stringify(data)).not.toContain("/home/ada")
    expect(data.study.file).toBe("digits.ts")
    expect(data.thinned).toBe(true)
    expect(data.reports.rows).toBeLessThanOrEqual(40_000)
    expect(data.reports.rows).toBeGreaterThan(30_000)
  })
})
