import { defineConfig } from "vitest/config"
import type { Reporter } from "vitest/node"

/** One last line that says how it went, for whoever reads only that. */
const tally: Reporter = {
  onTestRunEnd: (modules, errors) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const passed = tests.filter((test) => test.result().state === "passed").length
    const failed = tests.filter((test) => test.result().state === "failed").length
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length
    process.stdout.write(`${passed} passed, ${failed + broken} failed\n`)
  }
}

export default defineConfig({
  resolve: { conditions: ["hypersweep-source", "node"] },
  ssr: { resolve: { conditions: ["hypersweep-source", "node"] } },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    reporters: ["default", tally],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2
  }
})
