/** Prints what `sweep run` draws on a terminal of 80 × 24: `node scripts/capture.ts <study.ts> [flags]`. */
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { runInPty } from "../test/support/pty.ts"

const [study = "experiments/digits.ts", ...flags] = process.argv.slice(2)
const command = fileURLToPath(new URL("../bin/sweep.js", import.meta.url))
const run = await runInPty([process.execPath, command, "run", resolve(study), ...flags], {
  columns: 80,
  rows: 24,
  cwd: mkdtempSync(join(tmpdir(), "hypersweep-capture-")),
  env: { NO_COLOR: "1" },
  timeoutMillis: 600_000
})

const live = run.timeline.filter(
  (screen) => screen.cursorHidden && screen.lines.filter((line) => line.includes("▁")).length >= 2
)
const middle = live[Math.floor(live.length / 2)] ?? run.screen
console.log(middle.lines.join("\n").trimEnd())
console.log("\n--- after the run ---\n")
console.log(run.screen.lines.join("\n").trim())
