/** A real browser: Debian's Chromium without a window, on one page, with an ear for what a page must not do. */
import { existsSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { chromium, type Page } from "playwright-core"
import { onTestFinished } from "vitest"

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** The browser's program: `SWEEP_CHROMIUM`, or where systems put it. Fails where there is none: no test is skipped. */
const chromiumPath = (): string => {
  const found = [process.env["SWEEP_CHROMIUM"], ...places].find((path) => path !== undefined && existsSync(path))
  if (found === undefined)
    throw new Error(
      "There is no Chromium. Install it (apt-get install chromium), or name its program in SWEEP_CHROMIUM."
    )
  return found
}

/** A page that is open. */
export interface OpenPage {
  readonly page: Page
  /** Errors, warnings and uncaught exceptions of its scripts. */
  readonly complaints: ReadonlyArray<string>
  /** Every address that it asked for, its own first. */
  readonly requests: ReadonlyArray<string>
}

export interface BrowserOptions {
  readonly width?: number
  readonly height?: number
  readonly scheme?: "light" | "dark"
  /** Default: true. */
  readonly scripts?: boolean
}

/** Opens an address, or a file by its absolute path. The browser ends with the test. */
export const openInBrowser = async (place: string, options: BrowserOptions = {}): Promise<OpenPage> => {
  const { height = 900, scheme = "light", scripts = true, width = 1280 } = options
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    // Chromium's sandbox refuses to run for root, as whom containers run tests.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : []
  })
  onTestFinished(() => browser.close())
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    javaScriptEnabled: scripts
  })
  const page = await context.newPage()
  const complaints: Array<string> = []
  const requests: Array<string> = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)))
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on("request", (request) => requests.push(request.url()))
  await page.goto(place.startsWith("/") ? pathToFileURL(place).href : place)
  return { page, complaints, requests }
}
