import { beforeAll, describe, expect, it } from "vitest"
import type { Pages } from "../../../src/schedule/dashboard/Pages.ts"
import type { StudyRecord } from "../../../src/store/StudyRecord.ts"
import { dashboardPages } from "../../../src/view/page/dashboard.ts"
import { importancesIn } from "../../../src/view/page/gather.ts"
import { lastImportances } from "../../../src/view/page/lastImportances.ts"
import type { PageData } from "../../../src/view/page/PageData.ts"
import { many, manyRecord } from "../many.ts"
import { study } from "../samples.ts"

/** The record some trials later. */
const later = (revision: number, trials: number, id = study.id): StudyRecord =>
  manyRecord({ study: { ...study, id, revision }, trials: many.slice(0, trials) })

describe("a study that is opened again", () => {
  let pages: Pages
  beforeAll(async () => {
    pages = await dashboardPages()
  })

  const opened = (record: StudyRecord) => (pages.study({ record, folds: [], now: 0 }) as PageData).importances

  it("says which params matter without computing it again, unless the study has changed", () => {
    const first = opened(later(40, 40))
    expect(first).not.toBe(null)
    expect(opened(later(40, 40))).toBe(first)
    const changed = opened(later(60, 60))
    expect(changed).not.toEqual(first)
    expect(changed).toEqual(importancesIn(later(60, 60)))
    // A page that read the study before its last change is not told what came after.
    expect(opened(later(40, 40))).toEqual(first)
  })

  it("is not taken for another study of the same revision", () => {
    const first = opened(later(60, 60, 1))
    const other = opened(later(60, 30, 2))
    expect(other).toEqual(importancesIn(later(60, 30, 2)))
    expect(other).not.toEqual(first)
    expect(opened(later(60, 60, 1))).toBe(first)
  })

  it("is asked about once also where there is too little to tell", () => {
    let asked = 0
    const importancesOf = lastImportances((record) => {
      asked++
      return importancesIn(record)
    })
    const told = [3, 3, 4, 40, 40].map((trials) => importancesOf(later(trials, trials))?.trials)
    expect(told).toEqual([undefined, undefined, undefined, 40, 40])
    expect(asked).toBe(3)
  })
})
