/** The report of a study that really ran, opened by a real browser. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openInBrowser } from "../support/browser.ts"
import { fixture, sweep } from "../support/sweep.ts"

let folder: string
let file: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
  const run = await sweep(["run", fixture("page.ts"), "--reporter", "lines"], { cwd: folder })
  expect(run.status, run.stderr).toBe(0)
  const { status, stderr, stdout } = await sweep(["report", "-o", "report.html"], { cwd: folder })
  expect(status, stderr).toBe(0)
  expect(stdout).toBe("report.html\n")
  file = join(folder, "report.html")
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("a report", () => {
  it("is one file in which one can sort, filter, choose columns and open a trial", { timeout: 180_000 }, async () => {
    const { complaints, page, requests } = await openInBrowser(file)
    await page.waitForSelector("html[data-ready]")
    const column = (name: string) => page.getByRole("columnheader", { name, exact: true })
    const trialsShown = () =>
      page.locator("tr[data-trial]").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-trial"))))

    expect(await page.title()).toContain("A page to read")
    expect(await page.locator("h1").textContent()).toBe("A page to read")
    expect(await page.locator("#study").textContent()).toContain("export default study")

    const ranked = await trialsShown()
    expect(ranked).toHaveLength(24)
    await column("trial").getByRole("button").click()
    expect(await trialsShown()).toEqual([...Array(24).keys()])
    await column("trial").getByRole("button").click()
    expect(await trialsShown()).toEqual([...Array(24).keys()].reverse())
    expect(await column("trial").getAttribute("aria-sort")).toBe("descending")

    await page.getByLabel("Filter").fill("number < 5 && x > -100")
    await expect.poll(trialsShown, { timeout: 20_000 }).toHaveLength(5)
    expect(await page.getByRole("status").textContent()).toBe("5 of 24 trials")
    await page.getByLabel("Filter").fill("number <")
    await page.waitForSelector('input[aria-invalid="true"]')
    await page.getByLabel("Filter").fill("")
    await expect.poll(trialsShown, { timeout: 20_000 }).toHaveLength(24)

    await page.getByText("Columns", { exact: true }).first().click()
    await page.getByRole("checkbox", { name: "seed" }).check()
    await column("seed").waitFor()
    await page.getByRole("checkbox", { name: "duration" }).uncheck()
    expect(await column("duration").count()).toBe(0)
    await page.getByText("Columns", { exact: true }).first().click()

    await page.locator("tr[data-trial='7']").focus()
    await page.keyboard.press("Enter")
    const panel = page.getByRole("dialog")
    expect(await panel.getByRole("heading", { level: 2 }).textContent()).toContain("Trial 7")
    expect(await panel.textContent()).toContain("proposed")
    await page.keyboard.press("Escape")
    await panel.waitFor({ state: "hidden" })

    for (const name of ["History", "Each param", "Importance", "Timeline"]) {
      const figure = page.locator("figure", { has: page.getByRole("heading", { name, exact: true }) })
      await figure.scrollIntoViewIfNeeded()
      await figure.locator("canvas").waitFor()
    }
    expect(complaints).toEqual([])
    expect(requests).toHaveLength(1)
  })

  it("draws its contour over the two params that one chooses, by keyboard too", { timeout: 180_000 }, async () => {
    const { complaints, page } = await openInBrowser(file)
    await page.waitForSelector("html[data-ready]")
    const figure = page.locator("figure", { has: page.getByRole("heading", { name: "Contour", exact: true }) })
    await figure.scrollIntoViewIfNeeded()
    await figure.locator("canvas").waitFor()
    const [across, up] = [
      figure.getByRole("combobox", { name: "Across" }),
      figure.getByRole("combobox", { name: "Upwards" })
    ]
    const drawn = async () =>
      /params: (.+) across, (.+) upwards$/
        .exec((await figure.getByRole("img").getAttribute("aria-label")) ?? "")
        ?.slice(1)
    const chosen = async () => [await across.inputValue(), await up.inputValue()]
    const pixels = () =>
      figure.locator("canvas").evaluate((canvas) => (canvas as unknown as { toDataURL: () => string }).toDataURL())
    const names = await across.locator("option").allTextContents()
    expect(names).toEqual(["x", "<script>document.title = 'broken'</script>", "z"])
    const [first, second] = (await chosen()) as [string, string]
    const third = names.find((name) => name !== first && name !== second)!
    expect(await drawn()).toEqual([first, second])
    const before = await pixels()

    await up.selectOption(third)
    expect([await chosen(), await drawn()]).toEqual([
      [first, third],
      [first, third]
    ])
    expect(await pixels()).not.toBe(before)
    // The param of the other axis: they change places.
    await across.selectOption(third)
    expect([await chosen(), await drawn()]).toEqual([
      [third, first],
      [third, first]
    ])

    await across.focus()
    await page.keyboard.press("Tab")
    expect(await page.evaluate("document.activeElement.id")).toBe(await up.getAttribute("id"))
    for (let key = 0; key < names.length; key++) await page.keyboard.press("ArrowUp")
    for (let key = 0; key < names.indexOf(second); key++) await page.keyboard.press("ArrowDown")
    expect((await drawn())![1]).toBe((await chosen())[1])
    expect(complaints).toEqual([])
  })

  it(
    "leaves what a study names itself inert, light and dark, with scripts and without",
    { timeout: 180_000 },
    async () => {
      const source = readFileSync(file, "utf8")
      expect(source.includes("Content-Security-Policy")).toBe(true)
      expect(source.includes("<script>document.title")).toBe(false)
      // The sealed metric of every trial.
      expect(source.includes("0.142857")).toBe(false)
      const grounds: Array<string> = []
      for (const scheme of ["light", "dark"] as const) {
        const { complaints, page, requests } = await openInBrowser(file, { scheme })
        await page.waitForSelector("html[data-ready]")
        await page.getByRole("columnheader", { name: "<script>document.title = 'broken'</script>" }).waitFor()
        await page.locator("tr[data-trial]").first().click()
        expect(await page.getByRole("dialog").textContent()).toContain("<script>document.title = 'broken'</script>")
        await page.waitForTimeout(100)
        expect(await page.title()).not.toBe("broken")
        expect(await page.locator("img, iframe, #study b.raw").count()).toBe(0)
        expect(complaints).toEqual([])
        expect(requests).toHaveLength(1)
        grounds.push(String(await page.evaluate("getComputedStyle(document.body).backgroundColor")))
      }
      expect(new Set(grounds).size).toBe(2)
      const { page } = await openInBrowser(file, { scripts: false })
      expect(await page.locator("#table tbody tr").count()).toBe(12)
    }
  )
})
