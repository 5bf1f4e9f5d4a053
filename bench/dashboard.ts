/** How soon an open dashboard shows a new trial, and what it takes from a run, with 10,000 trials on record. */
import { spawn } from "node:child_process"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { chromium, type Page } from "playwright-core"
import { loadStudy } from "../src/cli/loadStudy.ts"
import { openReader, openSqlite } from "../src/store/sqlite.ts"
import { thisRunner } from "../src/store/processes.ts"
import type { StudyReaderService } from "../src/store/StudyReader.ts"
import { fill } from "./commands.ts"
import { inRepository, medianOf, quantileOf, record, scratch } from "./support.ts"

const onRecord = 10_000
const updates = 60
const pairs = 8
const windowMillis = 8_000

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

const sweepBin = inRepository("bin/sweep.js")

const startDashboard = async (cwd: string) => {
  const process_ = spawn(process.execPath, [sweepBin, "dashboard", "--no-open"], {
    cwd,
    stdio: ["ignore", "pipe", "ignore"]
  })
  const address = await new Promise<string>((resolve, reject) => {
    process_.stdout.setEncoding("utf8").on("data", (text: string) => resolve(text.trim()))
    process_.on("close", () => reject(new Error("the dashboard has ended")))
  })
  return { address: `${new URL(address).origin}/#/study/1`, stop: () => process_.kill("SIGINT") }
}

/** Opens the study's page, which notes when it has drawn up to which revision. */
const openPage = async (page: Page, address: string): Promise<void> => {
  await page.goto("about:blank")
  await page.goto(address)
  await page.waitForSelector("html[data-ready]", { timeout: 120_000 })
  await page.evaluate(`
    globalThis.drawn = []
    new MutationObserver(() => drawn.push([Number(document.documentElement.dataset.revision), Date.now()]))
      .observe(document.documentElement, { attributeFilter: ["data-revision"] })`)
}

/** When the page had drawn a revision. Asked from outside: the page's own policy lets nothing be evaluated in it. */
const drawnAt = async (page: Page, revision: number): Promise<number> => {
  while (true) {
    const at = await page.evaluate(`drawn.find(([seen]) => seen >= ${revision})?.[1] ?? 0`)
    if (Number(at) > 0) return Number(at)
    await pause(20)
  }
}

/** From the commit of a finished trial to the page that shows it, in milliseconds. */
const latencies = (path: string, page: Page) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { store } = yield* openSqlite(path, "process")
      const runner = yield* thisRunner()
      const found: Array<number> = []
      for (let repeat = 0; repeat < updates; repeat++) {
        const turn = (yield* store.takeTurn(1, runner, 60_000))!
        const [a, b, c, d, e] = Array.from({ length: 5 }, (_, place) => ((repeat + 1) * (place + 3) * 0.137) % 1)
        const claimed = yield* store.publish(
          turn,
          [{ number: turn.nextNumber, params: { a: a!, b: b!, c: c!, d: d!, e: e! }, seed: repeat, sawRevision: 0 }],
          { runner, leaseMillis: 60_000 }
        )
        yield* Effect.sleep("400 millis")
        yield* store.finish(claimed!.lease, { _tag: "complete", metrics: { loss: 0.5 + repeat / 1000 } })
        const committed = Date.now()
        const { revision } = yield* store.study(1)
        const drawn = yield* Effect.promise(() => drawnAt(page, revision))
        found.push(drawn - committed)
        yield* Effect.sleep(`${150 + ((repeat * 37) % 100)} millis`)
      }
      return found
    })
  )

const completeIn = (reader: StudyReaderService) =>
  Effect.map(reader.summary("busy"), ({ counts }) => counts.complete ?? 0)

/** Trials a second while a page is open, by those while none is; of windows that follow each other in one run. */
const ratios = (cwd: string, path: string, page: Page, address: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const reader = yield* openReader(path)
      const file = inRepository("bench/fixtures/busy.ts")
      const args = [sweepBin, "run", file, "--parallel", "1", "--durability", "process", "--reporter", "lines"]
      const run = yield* Effect.acquireRelease(
        Effect.sync(() => spawn(process.execPath, args, { cwd, stdio: "ignore" })),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      )
      yield* Effect.promise(() => pause(6_000))
      const window = Effect.gen(function* () {
        const [from, began] = [yield* completeIn(reader), performance.now()]
        yield* Effect.promise(() => pause(windowMillis))
        return (1000 * ((yield* completeIn(reader)) - from)) / (performance.now() - began)
      })
      const found: Array<{ readonly open: number; readonly closed: number; readonly updates: number }> = []
      for (let pair = 0; pair < pairs; pair++) {
        const rates = { open: 0, closed: 0, updates: 0 }
        for (const isOpen of pair % 2 === 0 ? [true, false] : [false, true]) {
          yield* Effect.promise(async () => {
            if (isOpen) await openPage(page, address)
            else await page.goto("about:blank")
          })
          yield* Effect.promise(() => pause(3_000))
          if (run.exitCode !== null) throw new Error(`the run ended with ${run.exitCode}`)
          const before = isOpen ? yield* Effect.promise(() => page.evaluate("drawn.length")) : 0
          const rate = yield* window
          if (isOpen) {
            rates.open = rate
            const after = yield* Effect.promise(() => page.evaluate("drawn.length"))
            rates.updates = (1000 * (Number(after) - Number(before))) / windowMillis
          } else rates.closed = rate
        }
        found.push(rates)
      }
      return found
    })
  )

/** Prints both. */
export const measureDashboard = async (): Promise<void> => {
  const cwd = scratch()
  const path = join(cwd, "sweep.db")
  const { file, fileHash, name, study } = await Effect.runPromise(loadStudy(inRepository("bench/fixtures/busy.ts")))
  await Effect.runPromise(fill(path, onRecord, { study, name, file, fileHash }))
  const browser = await chromium.launch({
    executablePath: process.env["SWEEP_CHROMIUM"] ?? "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : []
  })
  const dashboard = await startDashboard(cwd)
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const opening = performance.now()
    await openPage(page, dashboard.address)
    const openMillis = performance.now() - opening
    console.log(`${onRecord} trials: the page is there after ${(openMillis / 1000).toFixed(1)} s`)
    const found = await Effect.runPromise(latencies(path, page))
    const [median, most] = [medianOf(found), quantileOf(found, 0.95)]
    console.log(
      `from a trial's commit to the page: ${median.toFixed(0)} ms, 95 % within ${most.toFixed(0)} ms, of ${updates}`
    )
    const rates = await Effect.runPromise(ratios(cwd, path, page, dashboard.address))
    console.log("trials a second, one slot: page open, page closed, updates a second")
    for (const { closed, open, updates: told } of rates)
      console.log(`${open.toFixed(1).padStart(8)} ${closed.toFixed(1).padStart(8)} ${told.toFixed(1).padStart(6)}`)
    const ratio = medianOf(rates.map(({ closed, open }) => open / closed))
    console.log(`with the page open ${(100 * ratio).toFixed(1)} % of the trials without it, median of ${pairs} pairs`)
    record("dashboard", { onRecord, openMillis, update: { median, most, updates }, rates, ratio })
  } finally {
    dashboard.stop()
    await browser.close()
  }
}
