/** A runner that dies between any two statements, again and again: what it was doing is done as a whole, or not at all. */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import { openMemory } from "../../src/store/memory.ts"
import type { Database } from "../../src/store/sqlite/Database.ts"
import { openSqlite } from "../../src/store/sqlite.ts"
import { type Command, commands, newLife, obey } from "./laws/commands.ts"
import { newStudy, type Opened } from "./laws/fixtures.ts"
import { temporaryPath } from "./temporary.ts"

class Death extends Error {}

/** How many more statements the process has to live. */
interface Mortal {
  left: number
}

const dying =
  (mortal: Mortal) =>
  (database: Database): Database => {
    const step = <A>(run: () => A): A => {
      if (mortal.left-- === 0) throw new Death()
      return run()
    }
    return {
      ...database,
      prepare: <Row>(sql: string) => {
        const statement = database.prepare<Row>(sql)
        return {
          run: (...bound) => step(() => statement.run(...bound)),
          first: (...bound) => step(() => statement.first(...bound)),
          all: (...bound) => step(() => statement.all(...bound))
        }
      },
      transaction: (kind, body) =>
        database.transaction(kind, () => {
          const answer = body()
          // And before its commit.
          return step(() => answer)
        })
    }
  }

const everything = Effect.fnUntraced(function* ({ reader, store }: Opened, id: number) {
  const board = yield* reader.leaderboard(id)
  return {
    changes: yield* store.changes(id, 0),
    record: yield* reader.record(id),
    histories: yield* Effect.forEach(board, ({ number }) => reader.trial(id, number))
  }
})

/** One command, with the statement at which the process dies, if it does. */
type Fate = readonly [command: Command, deathAt: number | undefined]

const live = Effect.fnUntraced(function* (fates: ReadonlyArray<Fate>) {
  const path = yield* temporaryPath
  const mortal: Mortal = { left: Infinity }
  const start = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const opened = yield* openSqlite(path, "process", dying(mortal)).pipe(Effect.provideService(Scope.Scope, scope))
    return { opened, end: Scope.close(scope, Exit.void) }
  })
  let process = yield* start
  const model = yield* openMemory
  const { id } = yield* process.opened.store.create(newStudy())
  yield* model.store.create(newStudy())
  const [held, expected] = [newLife(id), newLife(id)]
  let deaths = 0
  for (const [command, deathAt] of fates) {
    mortal.left = deathAt ?? Infinity
    const seen = held.seen.length
    const exit = yield* Effect.exit(obey(process.opened, held, command))
    mortal.left = Infinity
    if (Exit.isSuccess(exit)) {
      // Time passes once for both.
      const same = command._tag === "wait" ? exit.value : yield* obey(model, expected, command)
      assert.deepEqual(exit.value, same)
      continue
    }
    assert.instanceOf(Cause.squash(exit.cause), Death)
    held.seen.length = seen
    deaths++
    yield* process.end
    process = yield* start
  }
  assert.deepEqual(yield* everything(process.opened, id), yield* everything(model, id))
  yield* process.end
  return deaths
})

const fates = commands.chain((life) =>
  fc
    .array(fc.option(fc.nat(14), { nil: undefined, freq: 3 }), { minLength: life.length, maxLength: life.length })
    .map((deaths) => life.map((command, index): Fate => [command, deaths[index]]))
)

describe("a runner that dies between two statements", () => {
  it("has done what it was doing as a whole, or not at all", async () => {
    let deaths = 0
    await fc.assert(
      fc.asyncProperty(fates, async (life) => {
        deaths += await Effect.runPromise(live(life).pipe(Effect.provide(TestClock.layer()), Effect.scoped))
      }),
      { numRuns: 40 }
    )
    assert.isAbove(deaths, 40)
  })
})
