import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import type { StoredTrial } from "../../src/store/records.ts"
import { rememberRecent } from "../../src/store/sqlite/recent.ts"
import { openSqlite } from "../../src/store/sqlite.ts"
import { type Command, commands, newLife, obey } from "./laws/commands.ts"
import { newStudy } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

/** Runs a life through two stores on one file, and asks both after each command, and a third one that writes nothing. */
const live = Effect.fnUntraced(function* (life: ReadonlyArray<readonly [Command, number]>) {
  const path = yield* temporaryPath
  const writers = [yield* openSqlite(path), yield* openSqlite(path)]
  const { store: looker } = yield* openSqlite(path)
  const { id } = yield* looker.create(newStudy())
  const held = newLife(id)
  for (const [command, writer] of life) {
    yield* obey(writers[writer]!, held, command)
    const { revision } = yield* looker.changes(id, 0)
    for (let since = Math.max(0, revision - 4); since <= revision; since++) {
      const read = yield* looker.changes(id, since)
      for (const { store } of writers) assert.deepEqual(yield* store.changes(id, since), read)
    }
  }
})

const trial = (number: number): StoredTrial => ({
  number,
  state: "waiting",
  params: {},
  seed: 0,
  attempt: 0,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 0
})

describe("what was written last", () => {
  it("is told as it would be read, whoever else writes", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { minLength: 60, maxLength: 60 }), commands, async (whose, life) => {
        // Mostly the same one, so that it writes several times in a row.
        const fated = life.map((command, index) => [command, whose[index]! === 0 ? 1 : 0] as const)
        await Effect.runPromise(live(fated).pipe(Effect.provide(TestClock.layer()), Effect.scoped))
      }),
      { numRuns: 25 }
    ))

  it("is forgotten where its transaction was rolled back", () => {
    const recent = rememberRecent()
    recent.begin()
    recent.note(1, { revision: 1, trial: trial(0) })
    recent.commit()
    recent.begin()
    recent.note(1, { revision: 2, trial: trial(1) })
    recent.begin()
    recent.note(1, { revision: 2, trial: trial(2) })
    recent.commit()
    assert.deepEqual(recent.between(1, 0, 2), { revision: 2, trials: [trial(0), trial(2)], reports: [] })
  })

  it("reaches back to the latest gap, and no further than a while", () => {
    const recent = rememberRecent()
    const write = (revision: number) => {
      recent.begin()
      recent.note(1, { revision, trial: trial(revision) })
      recent.commit()
    }
    write(1)
    write(3)
    assert.isUndefined(recent.between(1, 0, 3))
    assert.deepEqual(recent.between(1, 2, 3)?.trials, [trial(3)])
    assert.isUndefined(recent.between(1, 2, 4))
    assert.isUndefined(recent.between(2, 2, 3))
    for (let revision = 4; revision <= 100; revision++) write(revision)
    assert.isUndefined(recent.between(1, 2, 100))
    assert.lengthOf(recent.between(1, 90, 100)!.trials, 10)
  })
})
