#!/usr/bin/env node
// Plain JavaScript that any Node since 12 parses: it must be able to say that Node is too old.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `sweep: Node ${process.versions.node} is too old: Hypersweep needs Node 22.19 or newer (npm install --save-dev node@24 adds one to your project).`
  )
  process.exitCode = 2
} else {
  import("node:module")
    .then(({ enableCompileCache }) => {
      enableCompileCache()
      return import("node:fs")
    })
    .then(({ existsSync }) => {
      // In the checkout the source runs unbuilt; the package holds only the build, for Node strips no types below node_modules.
      const source = new URL("../src/cli/main.ts", import.meta.url)
      return import(existsSync(source) ? source.href : new URL("../dist/cli/main.js", import.meta.url).href)
    })
    .then(({ main }) => main())
}
