/** Writes the pages that are made from the code: `npm run docs`. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { cliReference } from "./cliReference.ts"

writeFileSync(join(import.meta.dirname, "..", "docs/cli.md"), await cliReference())
process.exit()
