import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { PageTrial } from "../../../src/view/page/PageTrial.ts"
import { logId, logLimits, logSection, trialLogs } from "../../../src/view/page/trialLogs.ts"

const failed = (number: number): PageTrial => ({
  number,
  state: "failed",
  seed: 1,
  attempt: 2,
  reason: "crash: <b>gone</b>",
  params: {},
  metrics: {}
})

const complete = (number: number, rank: number): PageTrial => ({
  number,
  state: "complete",
  rank,
  value: 0.5,
  seed: 1,
  attempt: 1,
  params: {},
  metrics: {}
})

const onlyLog = (log: string) => trialLogs([failed(3)], () => log)[0]

describe("the logs of a report", () => {
  it("are those of the best few and of the last that failed, from their last attempt", () => {
    const trials = [
      ...Array.from({ length: 30 }, (_, k) => failed(k)),
      ...Array.from({ length: 30 }, (_, k) => complete(30 + k, 30 - k))
    ]
    const logs = trialLogs(trials, (trial, attempt) => (trial === 59 ? undefined : `${trial} in ${attempt}`))
    expect(logs.map(({ end }) => end)).toEqual([
      ...[58, 57, 56, 55].map((trial) => `${trial} in 1`),
      ...Array.from({ length: logLimits.failed }, (_, k) => `${10 + k} in 2`)
    ])
  })

  it("end as the log does, in whole lines and within their limit", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 60 }), (lines) => {
        const log = lines.map((line) => `x${line.replaceAll(/\p{Cc}/gu, "")}x`).join("\n")
        const found = onlyLog(log)
        expect(found!.end.length).toBeLessThanOrEqual(logLimits.characters)
        expect(log.endsWith(found!.end)).toBe(true)
        expect(found!.cut).toBe(log.length > logLimits.characters)
        expect(log.split("\n")).toContain(found!.end.split("\n")[0])
      })
    )
    expect(onlyLog("y".repeat(10_000))!.end).toBe("y".repeat(logLimits.characters))
  })

  it("are free of what only a terminal understands", () => {
    expect(onlyLog("\u001b[31mred\u001b[0m\r\n 1 %\r 50 %\r100 %\r\nbell\u0007\ttab\n\n")!.end).toBe(
      "red\n100 %\nbell\ttab"
    )
    expect(onlyLog("\u001b[0m\n \n")).toBeUndefined()
  })

  it("are no markup, whatever is in them", () => {
    const { text } = logSection([onlyLog("</pre><script>alert(1)</script>")!])!
    expect(text).toContain("&lt;/pre&gt;&lt;script&gt;")
    expect(text).toContain("crash: &lt;b&gt;gone&lt;/b&gt;")
    expect(text).not.toMatch(/<script|<b>/)
    expect(text).toContain(`<details id="${logId(3)}">`)
    expect(logSection([])).toBeUndefined()
  })
})
