/** Exports read back: as they were, or refused in words, whatever has become of them on the way. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { isSweepError } from "../../src/errors.ts"
import type { StudyRecord } from "../../src/store/StudyRecord.ts"
import { exportJson } from "../../src/view/export.ts"
import { readExports } from "../../src/view/exported.ts"
import { jsonLine, jsonText } from "../../src/view/json.ts"
import { study, trials } from "./samples.ts"

const record: StudyRecord = {
  study,
  trials,
  attempts: [
    {
      trial: 0,
      attempt: 1,
      runner: "one",
      startedAt: 1,
      startedRevision: 2,
      ended: "complete",
      endedRevision: 3,
      absences: [{ from: 1, to: 2 }]
    }
  ],
  reports: [
    { trial: 0, attempt: 1, step: 1, metrics: { accuracy: 0.5, loss: Number.NaN, gap: -Infinity }, at: 1, revision: 2 }
  ],
  decisions: [{ trial: 0, attempt: 1, step: 1, verdict: "Continue", sawRevision: 1 }],
  checkpoints: [{ trial: 0, attempt: 1, step: 1, place: "0/1", bytes: 3, digest: "aa", savedAt: 1, revision: 2 }],
  setups: new Map([["one", { sampler: study.spec.sampler, pruner: study.spec.pruner }]])
}
const exported = JSON.parse(jsonText(exportJson(record)))

/** Every place in a piece of JSON. */
const placesIn = (value: unknown): ReadonlyArray<ReadonlyArray<string>> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, below]) => [[key], ...placesIn(below).map((path) => [key, ...path])])
    : []

const changed = (path: ReadonlyArray<string>, to: unknown): unknown => {
  const copy = structuredClone(exported)
  const last = path.at(-1)!
  const parent = path.slice(0, -1).reduce((at, key) => at[key], copy)
  if (to === undefined) delete parent[last]
  else parent[last] = to
  return copy
}

describe("readExports", () => {
  it("gives back what was exported, as one document and as lines", () => {
    assert.deepStrictEqual(readExports(jsonText(exportJson(record)), "file"), [record])
    const line = jsonLine(exportJson(record))
    assert.deepStrictEqual(readExports(`${line}\n\n${line}\n`, "file"), [record, record])
  })

  it("says where it is wrong", () => {
    const refusal = (text: string): string => {
      try {
        readExports(text, "file")
      } catch (error) {
        if (isSweepError(error)) return error.message
        throw error
      }
      return ""
    }
    assert.match(
      refusal(JSON.stringify(changed(["trials", "2", "seed"], "7"))),
      /trials\[2\]\.seed is not a count: "7"/
    )
    assert.match(refusal(JSON.stringify(changed(["trials", "2", "number"], 9))), /trials\[2\]\.number is 9/)
    assert.match(
      refusal(JSON.stringify(changed(["reports", "0", "metrics", "loss"], "much"))),
      /reports\[0\]\.metrics\.loss is not a number: "much"/
    )
    assert.match(refusal(`${JSON.stringify(exported)}\n{`), /line 2 is no JSON/)
  })

  it("either reads or refuses what was changed, and never breaks", () => {
    const places = placesIn(exported)
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 1 })),
        (path, to) => {
          try {
            readExports(JSON.stringify(changed(path, to)), "file")
          } catch (error) {
            assert.isTrue(isSweepError(error), String(error))
          }
        }
      ),
      { numRuns: 1000 }
    )
  })
})
