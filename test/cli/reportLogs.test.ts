/** What trials printed, in the report of a study that really ran. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { openInBrowser } from "../support/browser.ts"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

it(
  "shows the logs of the best and of what failed, folded and as text, and in a trial's panel",
  { timeout: 180_000 },
  async () => {
    const folder = temporaryFolder()
    const run = await sweep(["run", fixture("printing.ts"), "--reporter", "lines", "--artifacts", "printed"], {
      cwd: folder
    })
    expect(run.status, run.stderr).toBe(0)
    const without = await sweep(["report", "-o", "without.html"], { cwd: folder })
    expect(without.status, without.stderr).toBe(0)
    expect(readFileSync(join(folder, "without.html"), "utf8")).not.toContain('id="logs"')
    const { status, stderr } = await sweep(["report", "-o", "report.html", "--artifacts", "printed"], { cwd: folder })
    expect(status, stderr).toBe(0)

    const { complaints, page } = await openInBrowser(join(folder, "report.html"))
    await page.waitForSelector("html[data-ready]")
    const log = page.locator("#log-2")
    expect(await log.locator("pre").isVisible()).toBe(false)
    await log.locator("summary").click()
    expect(await log.locator("pre").isVisible()).toBe(true)
    expect(await log.textContent()).toContain("with <b>x</b> = 2")
    expect(await log.locator("summary").textContent()).toContain("two does not want to")
    await page.locator("tr[data-trial='1']").click()
    expect(await page.getByRole("dialog").textContent()).toContain("with <b>x</b> = 1")
    expect(complaints).toEqual([])

    const { page: still } = await openInBrowser(join(folder, "report.html"), { scripts: false })
    await still.locator("#log-2 summary").click()
    expect(await still.locator("#log-2 pre").isVisible()).toBe(true)
  }
)
