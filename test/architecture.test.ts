import { describe, expect, it } from "vitest"
import { sourceFiles, sourceFolder, violations } from "./support/architecture.ts"

const file = (path: string, text: string) => [{ path, text }]

describe("the house", () => {
  it("has no arrow that turns back, and no outside thing in two places", () => {
    const files = sourceFiles(sourceFolder)
    expect(files.length).toBeGreaterThan(50)
    expect(violations(files)).toEqual([])
  })

  it.each([
    ["search to store", "search/Sampler.ts", 'import type { StoredTrial } from "../store/records.ts"'],
    ["store to train", "store/sqlite.ts", 'import { cutSlots } from "../train/slots.ts"'],
    ["train to store", "train/Trainer.ts", 'export { TrialStore } from "../store/TrialStore.ts"'],
    ["schedule to view", "schedule/judge.ts", 'const table = await import("../view/table.ts")'],
    ["view to train", "view/table.ts", 'import "../train/slots.ts"'],
    ["math to search", "search/math/rng.ts", 'import type { Params } from "../SearchSpace.ts"'],
    ["errors to anything", "errors.ts", 'import { goOn } from "./search/Pruner.ts"']
  ])("notices an arrow from %s", (_what, path, text) => {
    expect(violations(file(path, text))).toHaveLength(1)
  })

  it.each([
    ["the Effect runtime in search", "search/Pruner.ts", 'import * as Effect from "effect/Effect"'],
    ["files in search", "search/space/units.ts", 'import { readFileSync } from "node:fs"'],
    ["better-sqlite3 in the scheduler", "schedule/judge.ts", 'import Database from "better-sqlite3"'],
    ["TensorFlow.js in the store", "store/records.ts", 'import * as tf from "@tensorflow/tfjs-core"'],
    ["a clock in search", "search/samplers/random.ts", "const now = Date.now()"],
    ["the environment in the store", "store/sqlite.ts", "const path = process.env.SWEEP_STORE"],
    ["global randomness", "schedule/propose.ts", "const draw = Math.random()"],
    ["a file that is too long", "view/table.ts", "\n".repeat(400)]
  ])("notices %s", (_what, path, text) => {
    expect(violations(file(path, text))).toHaveLength(1)
  })

  it("lets types cross where values must not", () => {
    expect(violations(file("search/Study.ts", 'import type { Effect } from "effect/Effect"'))).toEqual([])
  })
})
