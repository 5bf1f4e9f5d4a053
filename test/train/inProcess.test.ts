import { assert, describe, it } from "@effect/vitest"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as hypersweep from "../../src/index.ts"
import { makeInProcessTrainer } from "../../src/train/inProcess.ts"
import { loadStudyFile } from "../../src/train/studyFile.ts"
import { answering, behave, slot, trainerLaws } from "../conformance/trainer.ts"

const file = fileURLToPath(new URL("process/fixtures/behaviours.ts", import.meta.url))
const load = Effect.promise(() => loadStudyFile(file, { hypersweep, train: {}, tensorflow: () => ({}) }))

describe("the trainer without isolation", () => {
  trainerLaws(Effect.map(load, ({ study }) => makeInProcessTrainer(study, () => {}, 500)))

  it.live("leaves Math.random alone, and hands on what is logged", () =>
    Effect.gen(function* () {
      const { study } = yield* load
      const before = Math.random
      const lines: Array<string> = []
      const trainer = makeInProcessTrainer(study, (line) => lines.push(line))
      yield* trainer.run(behave("draws"), slot, answering().onReport)
      yield* trainer.run(behave("logs"), slot, answering().onReport)
      assert.strictEqual(Math.random, before)
      assert.deepStrictEqual(lines, ['hello {"step":1}'])
    })
  )
})
