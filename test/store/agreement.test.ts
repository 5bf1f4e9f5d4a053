import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import { openMemory } from "../../src/store/memory.ts"
import { type Command, commands, newLife, obey } from "./laws/commands.ts"
import { ada, type MakeStore, newStudy, provenance } from "./laws/fixtures.ts"
import { temporaryStore } from "./temporary.ts"

/** Everything that a life's commands answered, and everything that can be read at its end. */
const transcript = Effect.fnUntraced(function* (makeStore: MakeStore, life: ReadonlyArray<Command>) {
  const opened = yield* makeStore
  const { reader, store } = opened
  const { id } = yield* store.create(newStudy())
  const setup = { sampler: newStudy().spec.sampler, pruner: newStudy().spec.pruner }
  yield* store.enrol(id, ada, { ...setup, fileHash: "abc", provenance })
  const held = newLife(id)
  const answers: Array<unknown> = []
  for (const command of life) answers.push([command, yield* obey(opened, held, command)])
  const board = yield* reader.leaderboard(id)
  const histories = yield* Effect.forEach(board, ({ number }) => reader.trial(id, number))
  return {
    answers,
    seen: held.seen,
    summary: yield* reader.summary(),
    changes: yield* store.changes(id, 0),
    board,
    folds: yield* reader.folds(id),
    record: yield* reader.record(id),
    histories
  }
})

const transcribe = (makeStore: MakeStore, life: ReadonlyArray<Command>) =>
  Effect.runPromise(transcript(makeStore, life).pipe(Effect.provide(TestClock.layer()), Effect.scoped))

describe("the store in SQLite and the store in memory", () => {
  it("answer the same, whatever three runners do", () =>
    fc.assert(
      fc.asyncProperty(commands, async (life) => {
        const [memory, sqlite] = [await transcribe(openMemory, life), await transcribe(temporaryStore, life)]
        assert.deepEqual(sqlite, memory)
      }),
      { numRuns: 150 }
    ))
})
