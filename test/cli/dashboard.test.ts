/** The dashboard beside a study that really runs, in a real browser. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openInBrowser } from "../support/browser.ts"
import { fixture, startSweep, sweep, type Running } from "../support/sweep.ts"

interface Served {
  readonly running: Running
  /** With the token in it. */
  readonly address: string
}

let folder: string
let run: Running
let served: Served
const all: Array<Running> = []

const begin = (args: ReadonlyArray<string>): Running => {
  const running = startSweep(args, { cwd: folder })
  // A command that is killed at the end has not failed.
  running.finished.catch(() => {})
  all.push(running)
  return running
}

const serve = async (...more: ReadonlyArray<string>): Promise<Served> => {
  const running = begin(["dashboard", "--no-open", ...more])
  let printed = ""
  running.process.stdout!.on("data", (text: string) => (printed += text))
  await running.until(/until Ctrl-C/)
  return { running, address: printed.trim() }
}

/** The trials as the store has them. */
const stored = async () => {
  const { stdout } = await sweep(["leaderboard", "--all", "--json"], { cwd: folder })
  return (JSON.parse(stdout) as { readonly trials: ReadonlyArray<{ readonly number: number; readonly state: string }> })
    .trials
}

const openStudy = async (address: string, scheme: "light" | "dark" = "light") => {
  const opened = await openInBrowser(address, { scheme })
  await opened.page.getByRole("table", { name: "Studies" }).getByRole("link").first().click()
  await opened.page.locator("tr[data-trial]").first().waitFor()
  return opened
}

const row = (page: Page, trial: number) => page.locator(`tr[data-trial="${trial}"]`)
const numbersShown = (page: Page) =>
  page.locator("tr[data-trial]").evaluateAll((rows) => rows.map((one) => Number(one.getAttribute("data-trial"))))
const column = (page: Page, name: string) => page.getByRole("columnheader", { name, exact: true })

const slowly = { timeout: 60_000 }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
  run = begin(["run", fixture("dashboard.ts"), "--parallel", "2", "--reporter", "lines"])
  await run.until(/trial 3 (complete|pruned)/)
  served = await serve()
}, 120_000)

/** What the table has read out to those who cannot see it. */
const spoken = (page: Page) => page.locator(".table").getByRole("status")

afterAll(async () => {
  for (const { process } of all) process.kill("SIGKILL")
  await Promise.all(all.map(({ finished }) => finished))
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

describe("a dashboard", { timeout: 180_000 }, () => {
  it("lists studies; a study can be sorted, filtered, opened by keyboard and compared, light and dark", async () => {
    const { complaints, page, requests } = await openStudy(served.address)
    expect(await page.getByRole("progressbar", { name: /^\d+ of \d+ trials used/ }).count()).toBe(1)
    await column(page, "trial").getByRole("button").click()
    expect((await numbersShown(page)).slice(0, 4)).toEqual([0, 1, 2, 3])
    await page.getByLabel("Filter").fill("number < 3")
    await expect.poll(() => numbersShown(page), slowly).toEqual([0, 1, 2])
    expect(await spoken(page).textContent()).toMatch(/^3 of \d+ trials$/)

    await row(page, 2).focus()
    await page.keyboard.press("Enter")
    const panel = page.getByRole("dialog", { name: "Trial" })
    await panel.getByRole("heading", { name: "Log" }).waitFor()
    const said = await panel.textContent()
    expect(said).toContain("<b>step</b> 1")
    expect(said).toContain("<script>document.title='broken'</script>")
    expect(said).toContain("proposed")
    await panel.locator("canvas").waitFor()
    expect(new URL(page.url()).hash).toBe("#/study/1/trial/2")
    await panel.getByRole("button", { name: "Compare" }).click()
    await page.keyboard.press("Escape")
    await expect.poll(() => new URL(page.url()).hash, slowly).toBe("#/study/1")
    await row(page, 0).click()
    await panel.getByRole("button", { name: "Compare" }).click()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Compare" }).click()
    const compared = page.getByRole("dialog", { name: "Compared trials" })
    expect(await compared.getByRole("columnheader").allTextContents()).toEqual(["trial 0", "trial 2"])
    expect(await compared.getByRole("rowheader", { name: "x", exact: true }).count()).toBe(1)
    await page.keyboard.press("Escape")

    const history = page.locator("figure", { has: page.getByRole("heading", { name: "History", exact: true }) })
    await history.scrollIntoViewIfNeeded()
    await history.locator("canvas").waitFor()
    expect(await page.title()).toContain("<img src=x")
    expect(await page.locator("img, iframe, script[src]").count()).toBe(0)
    expect(page.url()).not.toContain("token")
    expect(complaints).toEqual([])
    expect(requests.filter((address) => !address.startsWith(new URL(served.address).origin))).toEqual([])

    const dark = await openStudy(served.address, "dark")
    const ground = "getComputedStyle(document.body).backgroundColor"
    expect(await dark.page.evaluate(ground)).not.toBe(await page.evaluate(ground))
    expect(dark.complaints).toEqual([])
  })

  it("follows the run, stops a trial within seconds and leaves the others alone", async () => {
    const { complaints, page } = await openStudy(served.address)
    const before = await numbersShown(page)
    await column(page, "trial").getByRole("button").click()
    await column(page, "trial").getByRole("button").click()
    await expect.poll(async () => (await numbersShown(page))[0], slowly).toBeGreaterThan(Math.max(...before) + 2)
    // What the person did is read out; the trials that came since are not.
    expect(await spoken(page).textContent()).toBe("Sorted by trial, descending")
    expect(await page.locator("#filter-says").textContent()).not.toBe(`${before.length} trials`)

    // One that would take a minute for each of its steps.
    await page.getByRole("button", { name: "Enqueue a point" }).click()
    const form = page.getByRole("dialog", { name: "Enqueue a point" })
    await form.getByLabel("x", { exact: true }).fill("7")
    await form.getByLabel("<script>document.title='broken'</script>").fill("0.5")
    await form.getByLabel("kind", { exact: true }).selectOption("curved")
    await form.getByLabel("kind.by").fill("1.5")
    await form.getByRole("button", { name: "Enqueue" }).click()
    await expect
      .poll(() => form.getByRole("status").textContent(), slowly)
      .toContain("x=7: that is none of its values.")
    await form.getByLabel("x", { exact: true }).fill("0.125")
    await form.getByRole("button", { name: "Enqueue" }).click()
    await form.waitFor({ state: "hidden" })
    await page.getByText(/^Trial \d+ is next\.$/).waitFor(slowly)
    await page.getByLabel("Filter").fill("x == 0.125")
    await expect.poll(() => numbersShown(page), slowly).toHaveLength(1)
    const [number] = (await numbersShown(page)) as [number]
    await expect.poll(() => row(page, number).textContent(), slowly).toContain("running")

    await row(page, number).click()
    const panel = page.getByRole("dialog", { name: "Trial" })
    await panel.getByRole("button", { name: "Stop the trial" }).click()
    await panel.getByRole("button", { name: "Really stop it?" }).click()
    await expect.poll(() => panel.textContent(), slowly).toContain("stopped by the user")
    expect(await panel.getByRole("heading", { level: 2 }).textContent()).toContain("pruned")
    await page.keyboard.press("Escape")
    const trials = await stored()
    expect(trials.find((trial) => trial.number === number)?.state).toBe("pruned")
    expect(trials.some(({ state }) => state === "failed")).toBe(false)
    // The browser's own word on the point that was refused.
    expect(complaints).toEqual([expect.stringContaining("400")])
  })

  it("changes how many trials run at once", async () => {
    const { page } = await openStudy(served.address)
    await page.getByLabel("Filter").fill("state == 'running'")
    await page.getByLabel("Trials at once").fill("4")
    await page.getByRole("button", { name: "Set" }).click()
    await expect.poll(async () => (await numbersShown(page)).length, slowly).toBe(4)
    await run.until(/4 trials at once from here on/)
    await page.getByLabel("Trials at once").fill("1")
    await page.getByRole("button", { name: "Set" }).click()
    await expect.poll(async () => (await numbersShown(page)).length, slowly).toBe(1)
  })

  it("lets whoever lacks the token look, and nothing more", async () => {
    const { page } = await openStudy(served.address.replace(/#.*/, ""))
    expect(await page.getByRole("navigation").textContent()).toContain("not change anything")
    expect(await page.getByRole("button", { name: /Enqueue|Stop|Set/ }).count()).toBe(0)
    const status = await page.evaluate(
      "fetch('/studies/1/stop', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then((response) => response.status)"
    )
    expect(status).toBe(403)
  })

  it("can be killed at any time: the run does not notice, and an open page goes on with the next one", async () => {
    const { port } = new URL(served.address)
    const { page } = await openStudy(served.address)
    served.running.process.kill("SIGKILL")
    await page.getByText("connecting again").waitFor(slowly)
    const before = (await stored()).length
    await expect.poll(async () => (await stored()).length, slowly).toBeGreaterThan(before + 1)
    expect(run.process.exitCode).toBe(null)
    served = await serve("--port", port)
    await page.getByText("live", { exact: true }).waitFor(slowly)
    await column(page, "trial").getByRole("button").click()
    await column(page, "trial").getByRole("button").click()
    await expect.poll(async () => (await numbersShown(page))[0], slowly).toBeGreaterThan(before)
  })

  it("stops the run as Ctrl-C does, and ends itself by it", async () => {
    const { page } = await openStudy(served.address)
    await page.getByRole("button", { name: "Stop the runs" }).click()
    await page.getByRole("button", { name: /^Really/ }).click()
    const { status, stderr } = await run.finished
    expect(status).toBe(130)
    expect(stderr).toContain("go on with: sweep run")
    expect((await stored()).some(({ state }) => state === "running" || state === "failed")).toBe(false)
    served.running.process.kill("SIGINT")
    expect((await served.running.finished).status).toBe(0)
  })

  it("says where there is no store, or another process has its port", async () => {
    const none = await sweep(["dashboard", "--no-open", "--store", "none.db"], { cwd: folder })
    expect([none.status, none.stderr.includes("There is no store at")]).toEqual([3, true])
    const first = await serve()
    const second = await sweep(["dashboard", "--no-open", "--port", new URL(first.address).port], { cwd: folder })
    expect([second.status, second.stderr.includes("cannot be listened on")]).toEqual([2, true])
  })
})
