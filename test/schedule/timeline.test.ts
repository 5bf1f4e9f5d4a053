import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import { historyAt, Past } from "../../src/schedule/replay/timeline.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import type { Curve } from "../../src/search/Pruner.ts"
import type { History } from "../../src/search/Trial.ts"
import { openMemory } from "../../src/store/memory.ts"
import { temporaryStore } from "../store/temporary.ts"
import {
  ada,
  claimNext,
  complete,
  leaseMillis,
  type MakeStore,
  newStudy,
  openStudy,
  spec
} from "../store/laws/fixtures.ts"
import { type Command, commands, newLife, obey } from "../store/laws/commands.ts"

interface Known {
  readonly history: History
  readonly curves: ReadonlyArray<Curve>
  readonly counts: ReadonlyArray<number>
  readonly incumbent: number | undefined
}

const knownTo = (mirror: StudyMirror): Known => ({
  history: structuredClone(mirror.history()),
  curves: structuredClone([...mirror.peersOf(1).curves]),
  counts: (["waiting", "running", "complete", "pruned", "failed"] as const).map((state) => mirror.count(state)),
  incumbent: mirror.incumbent()?.number
})

/** What mirrors knew that followed a study's life, one of them at every step and one now and then. */
const follow = Effect.fnUntraced(function* (makeStore: MakeStore, life: ReadonlyArray<Command>) {
  const opened = yield* makeStore
  const { reader, store } = opened
  const { id } = yield* store.create(newStudy())
  const held = newLife(id)
  const mirrors = [new StudyMirror([spec.objective]), new StudyMirror([spec.objective])]
  const known: Array<Known> = []
  for (const [index, command] of life.entries()) {
    yield* obey(opened, held, command)
    for (const mirror of mirrors.slice(0, index % 4 === 0 ? 2 : 1)) {
      mirror.absorb(yield* store.changes(id, mirror.revision))
      known.push(knownTo(mirror))
    }
  }
  return { known, record: yield* reader.record(id) }
})

const live = (makeStore: MakeStore, life: ReadonlyArray<Command>) =>
  Effect.runPromise(follow(makeStore, life).pipe(Effect.provide(TestClock.layer()), Effect.scoped))

describe("the history at a revision", () => {
  it.each([
    ["memory", openMemory, 200],
    ["sqlite", temporaryStore, 50]
  ] as const)("is what was known at it, whatever three runners did since: %s", (_name, makeStore, numRuns) =>
    fc.assert(
      fc.asyncProperty(commands, async (life) => {
        const { known, record } = await live(makeStore, life)
        const past = new Past(record, [spec.objective])
        for (const { history, ...rest } of known.toSorted((a, b) => a.history.revision - b.history.revision)) {
          assert.deepStrictEqual(historyAt(history.revision, record, [spec.objective]), history)
          assert.deepStrictEqual(knownTo(past.at(history.revision)), { history, ...rest })
        }
      }),
      { numRuns }
    )
  )

  it.effect("has a trial waiting while its runner was believed dead, and running when it came back", () =>
    Effect.gen(function* () {
      const { reader, store } = yield* openMemory
      const id = yield* openStudy(store, { declaredTrials: 1 })
      const { lease } = yield* claimNext(store, id)
      const states: Array<readonly [number, string]> = []
      const look = Effect.gen(function* () {
        const { revision, trials } = yield* store.changes(id, 0)
        states.push([revision, trials[0]!.state])
      })
      for (let time = 0; time < 2; time++) {
        yield* store.reap(id, ada.host, () => false)
        yield* look
        yield* store.beat([lease], leaseMillis)
        yield* look
      }
      yield* store.reap(id, ada.host, () => false)
      yield* look
      yield* store.finish(lease, complete(1))
      yield* look
      assert.deepStrictEqual(
        states.map(([, state]) => state),
        ["waiting", "running", "waiting", "running", "waiting", "complete"]
      )
      const record = yield* reader.record(id)
      for (const [revision, state] of states)
        assert.strictEqual(historyAt(revision, record, [spec.objective]).trials[0]?.state, state)
    })
  )

  it("walks forwards only", async () => {
    const { record } = await live(openMemory, [])
    const past = new Past(record, [spec.objective])
    past.at(3)
    assert.throws(() => past.at(2), /past/)
  })
})
