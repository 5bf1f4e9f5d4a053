/** What pages are made of beside their text: the style, ECharts, and our own scripts. */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** A page that has a script, by the file of `browser/entries` in which that begins. */
export type PageName = "report" | "dashboard"

/** Style sheets of every page, in the order in which they count. */
const styles = ["page", "table", "plots", "panel", "media"]

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** In the package the scripts are built; in a checkout they are put together when they are needed. */
const scriptOf = async (page: PageName): Promise<string> => {
  const built = place(`./browser/${page}.js`)
  if (existsSync(built)) return readFileSync(built, "utf8")
  const bundler = new URL("../../../scripts/bundlePages.ts", import.meta.url).href
  const { bundlePage } = (await import(bundler)) as { readonly bundlePage: (page: string) => Promise<string> }
  return bundlePage(page)
}

/** The style and the scripts of a page, as `shell` takes them. */
export const pageAssets = async (
  page: PageName
): Promise<{ readonly style: string; readonly scripts: ReadonlyArray<string> }> => {
  const echarts = join(createRequire(import.meta.url).resolve("echarts/package.json"), "..", "dist", "echarts.min.js")
  return {
    style: [...styles, ...(page === "dashboard" ? ["dashboard"] : [])]
      .map((name) => readFileSync(place(`./browser/${name}.css`), "utf8"))
      .join("\n"),
    scripts: [readFileSync(echarts, "utf8"), await scriptOf(page)]
  }
}
