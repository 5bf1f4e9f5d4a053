import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { StudySpec } from "../../../src/store/records.ts"
import { ada, failureTag, type MakeStore, newStudy, openStudy, spec } from "./fixtures.ts"

const thisFile = import.meta.filename
const withSpec = (change: Partial<StudySpec>) => newStudy({ spec: { ...spec, ...change } })

export const openingLaws = (makeStore: MakeStore): void => {
  describe("opening a study", () => {
    it.effect("makes it, and finds it again", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const asked = newStudy({ file: thisFile, fileHash: "abc" })
        const made = yield* store.create(asked)
        assert.deepEqual(made, { ...asked, id: made.id, budgetTrials: 4, stopFrom: 0, revision: 0, createdAt: 0 })
        assert.deepEqual(yield* store.create(asked), made)
        assert.deepEqual(yield* store.study(made.id), made)
      })
    )

    it.effect("keeps the sampler and the pruner of the latest run", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id, revision } = yield* store.create(newStudy())
        const sampler = { name: "gp", settings: { points: 64 } }
        const again = yield* store.create(withSpec({ sampler }))
        assert.deepEqual([again.id, again.spec.sampler], [id, sampler])
        assert.isAbove(again.revision, revision)
      })
    )

    it.effect("accepts the same space written in another order", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const space = Object.fromEntries(Object.entries(spec.space).reverse())
        assert.strictEqual((yield* store.create(withSpec({ space }))).id, id)
      })
    )

    it.effect("keeps several objectives, and refuses another order or fewer of them", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const latency = { metric: "latency", direction: "minimize" } as const
        const several = withSpec({ objectives: [spec.objective, latency] })
        const made = yield* store.create(several)
        assert.deepEqual(made.spec.objectives, several.spec.objectives)
        assert.deepEqual(yield* store.create(several), made)
        assert.strictEqual(yield* failureTag(store.create(newStudy())), "StudyMismatch")
        const turned = withSpec({ objective: latency, objectives: [latency, spec.objective] })
        assert.strictEqual(yield* failureTag(store.create(turned)), "StudyMismatch")
      })
    )

    const { optimizer, rate } = spec.space
    it.effect.each<[string, Partial<StudySpec>, ReadonlyArray<string>]>([
      [
        "a changed param",
        { space: { rate: { _tag: "float", low: 1e-3, high: 0.1, log: true }, optimizer: optimizer! } },
        ["rate", "float(0.0001, 0.1, { log: true })", "float(0.001, 0.1, { log: true })"]
      ],
      ["a missing param", { space: { optimizer: optimizer! } }, ["rate", "is gone"]],
      [
        "a new param",
        { space: { ...spec.space, units: { _tag: "int", low: 1, high: 8, step: 1, log: false } } },
        ["units is new, int(1, 8)"]
      ],
      [
        "a missing branch",
        { space: { rate: rate!, optimizer: { _tag: "branch", branches: { sgd: {} } } } },
        ['"adam"', "optimizer"]
      ],
      [
        "a param within a branch",
        {
          space: {
            rate: rate!,
            optimizer: { _tag: "branch", branches: { adam: {}, sgd: { momentum: { _tag: "bool" } } } }
          }
        },
        ["optimizer.sgd.momentum", "float(0, 0.9)", "bool()"]
      ],
      ["the metric", { objective: { metric: "loss", direction: "maximize" } }, ["accuracy", "maximize loss"]],
      ["the direction", { objective: { metric: "accuracy", direction: "minimize" } }, ["minimize accuracy"]],
      [
        "one more objective",
        { objectives: [spec.objective, { metric: "latency", direction: "minimize" }] },
        ["was to maximize accuracy, and is to maximize accuracy and minimize latency"]
      ],
      ["the seed", { seed: 8 }, ["seed", "7", "8"]],
      ["the data", { data: "90ab" }, ["data", "(none)", "90ab", "splits would not pair"]]
    ])("refuses %s, and says what differs", ([_, change, words]) =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const before = yield* store.create(newStudy())
        const refused = yield* Effect.flip(store.create(withSpec(change)))
        assert.strictEqual(refused._tag, "StudyMismatch")
        for (const word of words) assert.include(refused.message, word)
        assert.include(refused.hint, "--fresh")
        assert.deepEqual(yield* store.study(before.id), before)
      })
    )

    it.effect("goes on in a space that has grown, and keeps the new one with the old trials", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        const before = yield* store.changes(id, 0)
        const grown: StudySpec["space"] = {
          rate: { _tag: "float", low: 1e-5, high: 0.1, log: true },
          optimizer: {
            _tag: "branch",
            branches: {
              adam: { amsgrad: { _tag: "bool", default: false } },
              sgd: { momentum: { _tag: "float", low: 0, high: 0.99, log: false } },
              none: {}
            }
          },
          units: { _tag: "int", low: 1, high: 8, step: 1, log: false, default: 4 }
        }
        const again = yield* store.create(withSpec({ space: grown }))
        assert.deepEqual([again.id, again.spec.space], [id, grown])
        assert.isAbove(again.revision, before.revision)
        assert.deepEqual((yield* store.changes(id, 0)).trials, before.trials)
        assert.strictEqual(yield* failureTag(store.create(newStudy())), "StudyMismatch")
      })
    )

    it.effect("refuses another file of the same name, also when it is to start anew", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        yield* store.create(newStudy({ file: thisFile }))
        for (const options of [{}, { fresh: true }]) {
          const refused = yield* Effect.flip(store.create(newStudy({ file: "/other/digits.ts" }), options))
          assert.strictEqual(refused._tag, "StudyMismatch")
          assert.include(refused.message, thisFile)
          assert.include(refused.message, "/other/digits.ts")
          assert.include(refused.hint, "--store")
        }
      })
    )

    it.effect("follows a study file that was moved", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy({ file: "/gone/digits.ts", fileHash: "old" }))
        const moved = yield* store.create(newStudy({ file: thisFile, fileHash: "new" }))
        assert.deepEqual([moved.id, moved.file, moved.fileHash], [id, thisFile, "new"])
      })
    )

    it.effect("puts the old study aside as name~1, then name~2, with its trials", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const first = yield* openStudy(store)
        const second = yield* store.create(withSpec({ seed: 8 }), { fresh: true })
        const third = yield* store.create(withSpec({ seed: 9 }), { fresh: true })
        const names = (yield* reader.list).map(({ study }) => [study.id, study.name])
        assert.sameDeepMembers(names, [
          [first, "digits~1"],
          [second.id, "digits~2"],
          [third.id, "digits"]
        ])
        assert.lengthOf((yield* store.changes(first, 0)).trials, 4)
        assert.lengthOf((yield* store.changes(third.id, 0)).trials, 0)
      })
    )

    it.effect("keeps a budget that was asked for, until another one is declared", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const budget = Effect.fnUntraced(function* (...args: Parameters<typeof store.create>) {
          return (yield* store.create(...args)).budgetTrials
        })
        assert.strictEqual(yield* budget(newStudy(), { trials: { more: 2 } }), 6)
        assert.strictEqual(yield* budget(newStudy()), 6)
        assert.strictEqual(yield* budget(newStudy(), { trials: { more: 20 } }), 26)
        assert.strictEqual(yield* budget(newStudy(), { trials: { total: 3 } }), 3)
        assert.strictEqual(yield* budget(newStudy()), 3)
        assert.strictEqual(yield* budget(newStudy({ declaredTrials: 9 })), 9)
        assert.strictEqual(yield* budget(newStudy({ declaredTrials: 5 }), { trials: { more: 1 } }), 6)
        const { id } = yield* store.create(newStudy({ declaredTrials: 5 }))
        yield* store.setBudget(id, 11)
        assert.strictEqual(yield* budget(newStudy({ declaredTrials: 5 })), 11)
      })
    )

    it.effect("counts a change of the budget as a write, for a sampler may look at it", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id, revision } = yield* store.create(newStudy())
        yield* store.setBudget(id, 4)
        assert.strictEqual((yield* store.study(id)).revision, revision)
        yield* store.setBudget(id, 5)
        assert.isAbove((yield* store.study(id)).revision, revision)
        assert.strictEqual((yield* store.takeTurn(id, ada, 1_000))?.room, 5)
      })
    )
  })
}
