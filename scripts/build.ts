/** Builds the package into dist: JavaScript in a few files, declarations file by file as in src, and what runs in browsers. */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundlePackage } from "./bundlePackage.ts"
import { bundlePage, pageNames } from "./bundlePages.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")

rmSync(join(root, "dist"), { recursive: true, force: true })
await bundlePackage(join(root, "dist"))
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" })

// What runs in browsers: a script for each page, where the page looks for it.
const browser = join("view", "page", "browser")
mkdirSync(join(root, "dist", browser), { recursive: true })
for (const page of pageNames()) writeFileSync(join(root, "dist", browser, `${page}.js`), await bundlePage(page))
for (const style of readdirSync(join(root, "src", browser)).filter((name) => name.endsWith(".css")))
  copyFileSync(join(root, "src", browser, style), join(root, "dist", browser, style))
