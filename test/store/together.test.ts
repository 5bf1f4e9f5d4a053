import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { StoreError } from "../../src/errors.ts"
import { together } from "../../src/store/sqlite/together.ts"
import { ada, claimNext, complete, openStudy } from "./laws/fixtures.ts"
import { temporaryStore } from "./temporary.ts"

const all = { concurrency: "unbounded" } as const

describe("writes of one moment", () => {
  it.effect("are one transaction, in their order, each with its own answer", () =>
    Effect.gen(function* () {
      let transactions = 0
      const order: Array<string> = []
      const write = together<string>((body) => Effect.sync(() => (transactions++, body(5))))
      const say = (word: string) => write((now) => (order.push(word), `${word} at ${now}`))
      const answers = yield* Effect.all([say("a"), say("b"), say("c")], all)
      assert.deepStrictEqual(answers, ["a at 5", "b at 5", "c at 5"])
      assert.deepStrictEqual(order, ["a", "b", "c"])
      assert.strictEqual(transactions, 1)
      assert.strictEqual(yield* say("d"), "d at 5")
      assert.strictEqual(transactions, 2)
    })
  )

  it.effect("all fail when their transaction fails, and the next ones do not", () =>
    Effect.gen(function* () {
      let isFull = true
      const full = new StoreError("The disk is full.", "Make room.")
      const write = together<number>((body) => (isFull ? Effect.fail(full) : Effect.sync(() => body(0))))
      const exits = yield* Effect.all([Effect.exit(write(() => 1)), Effect.exit(write(() => 2))], all)
      assert.deepStrictEqual(exits, [Exit.fail(full), Exit.fail(full)])
      isFull = false
      assert.strictEqual(yield* write(() => 3), 3)
    })
  )

  it.effect("are done to the end when whoever asked is interrupted", () =>
    Effect.gen(function* () {
      const done: Array<number> = []
      const write = together<number>((body) => Effect.sync(() => body(0)))
      const first = yield* Effect.forkChild(write(() => done.push(1)))
      const second = yield* Effect.forkChild(write(() => done.push(2)))
      yield* Effect.yieldNow
      first.interruptUnsafe()
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
      assert.deepStrictEqual(done, [1, 2])
      assert.isDefined(second.pollUnsafe())
    })
  )

  it.effect("finish several trials, and refuse the one whose lease is lost", () =>
    Effect.gen(function* () {
      const { reader, store } = yield* temporaryStore
      const id = yield* openStudy(store)
      const claims = yield* Effect.forEach([0, 1, 2, 3], () => claimNext(store, id, ada))
      const stale = { ...claims[1]!.lease, attempt: 7 }
      const leases = [claims[0]!.lease, stale, claims[2]!.lease, claims[3]!.lease]
      const ends = yield* Effect.all(
        leases.map((lease) =>
          Effect.matchEager(store.finish(lease, complete(lease.trial)), {
            onSuccess: String,
            onFailure: ({ _tag }) => _tag
          })
        ),
        all
      )
      assert.deepStrictEqual(ends, ["applied", "LeaseLost", "applied", "applied"])
      assert.deepStrictEqual((yield* reader.summary()).counts, { complete: 3, running: 1 })
      const { trials } = yield* store.changes(id, 0)
      const revisions = trials.flatMap(({ finishedRevision }) => finishedRevision ?? [])
      assert.strictEqual(new Set(revisions).size, 3)
    })
  )
})
