/** How large the report of 10,000 trials is and how soon it is there, and what the leaderboard costs then. */
import { statSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import { chromium } from "playwright-core"
import { fill, fiveParams } from "./commands.ts"
import { timeCommands } from "./commandTimes.ts"
import { medianOf, record, scratch, sweep } from "./support.ts"

const trials = 10_000
const loads = 5

/** Milliseconds from the start of loading to the first paint of content, and to a table and plots that answer. */
const measureLoad = async (file: string): Promise<{ readonly paint: number; readonly ready: number }> => {
  const browser = await chromium.launch({
    executablePath: process.env["SWEEP_CHROMIUM"] ?? "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : []
  })
  try {
    const page = await browser.newPage()
    await page.goto(pathToFileURL(file).href)
    await page.waitForSelector("html[data-ready]")
    const ready = Number(await page.evaluate("performance.now()"))
    const paint = Number(
      await page.evaluate(
        "performance.getEntriesByType('paint').find((entry) => entry.name === 'first-contentful-paint').startTime"
      )
    )
    return { paint, ready }
  } finally {
    await browser.close()
  }
}

/** Prints size, first paint, and processor time. */
export const measureReport = async (): Promise<void> => {
  const cwd = scratch()
  await Effect.runPromise(fill(join(cwd, "sweep.db"), trials, fiveParams(trials)))
  sweep(["report", "-o", "report.html"], cwd)
  const file = join(cwd, "report.html")
  const megabytes = statSync(file).size / 1e6
  const measured: Array<{ readonly paint: number; readonly ready: number }> = []
  for (let load = 0; load <= loads; load++) measured.push(await measureLoad(file))
  // The first load fills the file cache.
  const [paint, ready] = (["paint", "ready"] as const).map((what) =>
    medianOf(measured.slice(1).map((one) => one[what]))
  )
  console.log(`a study of ${trials} trials with 5 params`)
  console.log(`${megabytes.toFixed(2).padStart(8)} MB  the report`)
  console.log(`${paint!.toFixed(0).padStart(8)} ms  first contentful paint, median of ${loads} loads in Chromium`)
  console.log(`${ready!.toFixed(0).padStart(8)} ms  until its table and plots answer`)
  const times = timeCommands([["leaderboard"], ["report", "-o", "report.html"]], cwd)
  record("report", {
    trials,
    params: 5,
    megabytes,
    firstPaintMillis: paint,
    readyMillis: ready,
    ...times
  })
}
