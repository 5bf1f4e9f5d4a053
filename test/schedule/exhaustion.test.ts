/** A space of 12 points under every sampler: each is tried once, and then there is nothing left. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { samplerNames } from "../../src/cli/names.ts"
import { samplersNamed } from "../../src/cli/overrides.ts"
import { choice, int, none, study } from "../../src/index.ts"
import { openRun } from "../../src/schedule/runStudy.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { SearchSpace } from "../../src/search/SearchSpace.ts"
import type { Sampler } from "../../src/search/Sampler.ts"
import { TrialStore } from "../../src/store/TrialStore.ts"
import { cutSlots } from "../../src/train/slots.ts"
import { Trainer, type TrainerService } from "../../src/train/Trainer.ts"
import { memory, type Memory } from "./harness.ts"

const spaces: Readonly<Record<string, SearchSpace>> = {
  "of 3 × 4 points": { kind: choice("a", "b", "c"), n: int(1, 4) },
  "of branches with 4 and 8 points": { kind: choice({ a: { n: int(1, 4) }, b: { n: int(1, 2), m: int(1, 4) } }) }
}

const definition = (space: SearchSpace, sampler: Sampler, trials: number) =>
  study({
    name: "cells",
    space,
    objective: { minimize: "loss" },
    sampler,
    pruner: none(),
    budget: { trials },
    train: () => ({ loss: 0 })
  })

/** Trials of different lengths, every fifth of which fails. */
const trainer: TrainerService = {
  killAll: Effect.void,
  run: ({ number }) =>
    Effect.as(Effect.sleep(100 + 900 * rngFor(1, number, "length").uniform()), {
      _tag: "returned",
      metrics: { loss: number % 5 === 4 ? NaN : Math.cos(number) }
    })
}

const run = (store: Memory, space: SearchSpace, sampler: Sampler, trials: number) =>
  Effect.gen(function* () {
    const opened = yield* openRun({
      study: definition(space, sampler, trials),
      name: "cells",
      slots: cutSlots({ cores: 4, cpu: 1, gpu: 0, gpus: [] }),
      emit: () => Effect.void,
      about: { store: "memory" }
    })
    const fiber = yield* Effect.forkChild(opened.run)
    for (let tick = 0; tick < 150; tick++) yield* TestClock.adjust("100 millis")
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.scoped,
    Effect.provide(Layer.mergeAll(Layer.succeed(TrialStore, store.store), Layer.succeed(Trainer, trainer)))
  )

const paramsIn = ({ reader }: Memory) =>
  Effect.gen(function* () {
    const { study: stored } = yield* reader.summary("cells")
    return (yield* reader.leaderboard(stored.id)).map(({ params }) => JSON.stringify(params))
  })

for (const [what, space] of Object.entries(spaces)) {
  describe(`a space ${what}`, () => {
    it.effect.each(samplerNames)("is exhausted by %s on 4 slots after 12 different trials", (name) =>
      Effect.gen(function* () {
        const store = yield* memory
        const ended = yield* run(store, space, samplersNamed(name)!, 20)
        assert.strictEqual(ended.reason._tag, "exhausted")
        const params = yield* paramsIn(store)
        assert.strictEqual(params.length, 12)
        assert.strictEqual(new Set(params).size, 12)
      })
    )

    it.effect.each(samplerNames)("is exhausted by %s across a restart", (name) =>
      Effect.gen(function* () {
        const store = yield* memory
        const first = yield* run(store, space, samplersNamed(name)!, 7)
        assert.strictEqual(first.reason._tag, "budget")
        const ended = yield* run(store, space, samplersNamed(name)!, 20)
        assert.strictEqual(ended.reason._tag, "exhausted")
        const params = yield* paramsIn(store)
        assert.strictEqual(params.length, 12)
        assert.strictEqual(new Set(params).size, 12)
      })
    )
  })
}
