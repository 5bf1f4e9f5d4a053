import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import type { Changes, StoredReport, StoredTrial } from "../../../src/store/records.ts"
import { type Command, commands, newLife, obey } from "./commands.ts"
import { type MakeStore, newStudy } from "./fixtures.ts"

const final = new Set(["complete", "pruned", "failed"])
const keyOf = ({ attempt, fold, step, trial }: StoredReport) => [trial, attempt, fold, step].join("/")

/** What a reader knows who only ever asked for what changed since last time. */
class Follower {
  readonly trials = new Map<number, StoredTrial>()
  readonly reports = new Map<string, StoredReport>()
  revision = 0

  follow(changes: Changes): void {
    for (const trial of changes.trials) this.trials.set(trial.number, trial)
    for (const report of changes.reports) this.reports.set(keyOf(report), report)
    this.revision = changes.revision
  }
}

const live = Effect.fnUntraced(function* (makeStore: MakeStore, life: ReadonlyArray<Command>) {
  const opened = yield* makeStore
  const { reader, store } = opened
  const { id } = yield* store.create(newStudy())
  const held = newLife(id)
  const follower = new Follower()
  let before: ReadonlyArray<StoredTrial> = []
  for (const [index, command] of life.entries()) {
    const { budgetTrials, revision } = yield* store.study(id)
    yield* obey(opened, held, command)
    const now = yield* store.changes(id, 0)
    assert.deepEqual(
      now.trials.map(({ number }) => number),
      now.trials.map((_, position) => position),
      "numbers are dense"
    )
    assert.isAtMost(now.trials.length, Math.max(before.length, budgetTrials), "the budget is kept")
    for (const trial of before)
      if (final.has(trial.state)) assert.deepEqual(now.trials[trial.number], trial, "a finished trial stays")
    const given = held.leases.flat().map(({ attempt, trial }) => `${trial}/${attempt}`)
    assert.strictEqual(new Set(given).size, given.length, "an attempt is given once")
    const running = now.trials
      .filter(({ state }) => state === "running")
      .map(({ attempt, number }) => `${number}/${attempt}`)
    assert.includeMembers(given, running, "what runs was given to someone")
    assert.isAtLeast(now.revision, revision, "revisions only grow")
    if (index % 3 === 0) follower.follow(yield* store.changes(id, follower.revision))
    before = now.trials
  }
  follower.follow(yield* store.changes(id, follower.revision))
  const all = yield* store.changes(id, 0)
  assert.deepEqual(
    [...follower.trials.values()].sort((a, b) => a.number - b.number),
    all.trials
  )
  assert.sameDeepMembers([...follower.reports.values()], [...all.reports])
  const { counts } = yield* reader.summary()
  assert.strictEqual(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    all.trials.length
  )
  assert.lengthOf(yield* reader.leaderboard(id), all.trials.length)
})

export const invariantLaws = (makeStore: MakeStore): void => {
  describe("whatever three runners do", () => {
    it("numbers stay dense, attempts single, finished trials as they are, and changes complete", () =>
      fc.assert(
        fc.asyncProperty(commands, (life) =>
          Effect.runPromise(live(makeStore, life).pipe(Effect.provide(TestClock.layer()), Effect.scoped))
        ),
        { numRuns: 60 }
      ))
  })
}
