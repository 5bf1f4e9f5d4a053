import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["hypersweep-source", "node"] },
  ssr: { resolve: { conditions: ["hypersweep-source", "node"] } },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2
  }
})
