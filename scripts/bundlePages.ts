/** Puts the scripts of pages together: one file for each entry, for browsers of the last years. */
import { readdirSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const entries = fileURLToPath(new URL("../src/view/page/browser/entries", import.meta.url))

/** The pages that have a script. */
export const pageNames = (): ReadonlyArray<string> => readdirSync(entries).map((file) => basename(file, ".ts"))

/** The script of one page. ECharts stands beside it, as a global name. */
export const bundlePage = async (page: string): Promise<string> => {
  const bundle = await rolldown({ input: join(entries, `${page}.ts`), platform: "browser", tsconfig: false })
  const { output } = await bundle.generate({ format: "iife", minify: true })
  await bundle.close()
  return output[0].code
}
