import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { openReader } from "../../src/store/sqlite.ts"
import type { StudyReaderService } from "../../src/store/StudyReader.ts"
import { temporaryPath } from "./temporary.ts"

const worker = new URL("./fixtures/worker.ts", import.meta.url).pathname

/** Starts a runner. `finished` collects the trials that it says it has finished; it is killed after `most` of them. */
const start = (path: string, trials: number, finished: Array<number>, most = Infinity) => {
  const child = spawn(process.execPath, [worker, path, String(trials)], { stdio: ["ignore", "pipe", "inherit"] })
  let count = 0
  createInterface({ input: child.stdout }).on("line", (line) => {
    finished.push(Number(line))
    if (++count === most) child.kill("SIGKILL")
  })
  const closed = once(child, "close")
  return { child, ended: Effect.promise(() => closed) }
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number)

/** Every trial is complete, was finished by one attempt only, and has the reports of that attempt. */
const checkWhole = Effect.fnUntraced(function* (reader: StudyReaderService, trials: number) {
  const { counts, study } = yield* reader.summary()
  assert.deepEqual(counts, { complete: trials })
  const losses: Array<number> = []
  for (const number of numbers(trials)) {
    const { attempts, decisions, reports, trial } = yield* reader.trial(study.id, number)
    assert.deepEqual(trial.metrics, { accuracy: number })
    const ends = attempts.map(({ ended }) => ended).join(" ")
    assert.match(ends, /^(lost )*complete$/)
    const steps = reports.filter(({ attempt }) => attempt === trial.attempt).map(({ step }) => step)
    assert.deepEqual(steps, [1, 2])
    assert.lengthOf(decisions, reports.length)
    losses.push(attempts.length - 1)
  }
  return losses.reduce((sum, count) => sum + count, 0)
})

describe("several processes on one file", () => {
  it.live(
    "share the budget exactly, while somebody reads",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const finished: Array<number> = []
        const children = [start(path, 200, finished), start(path, 200, finished)]
        let reads = 0
        while (children.some(({ child }) => child.exitCode === null)) {
          yield* Effect.sleep("20 millis")
          // Until the first process has made it there is nothing to read.
          const read = Effect.flatMap(openReader(path), (reader) => reader.summary())
          const counts = yield* Effect.scoped(read).pipe(
            Effect.map((summary) => summary.counts),
            Effect.catchTag("NotFound", () => Effect.succeed(undefined))
          )
          if (counts === undefined) continue
          reads++
          assert.isAtMost(counts.running ?? 0, 2)
        }
        for (const { ended } of children) yield* ended
        assert.isAbove(reads, 0)
        assert.sameMembers(finished, numbers(200))
        assert.deepEqual(
          children.map(({ child }) => child.exitCode),
          [0, 0]
        )
        assert.strictEqual(yield* checkWhole(yield* openReader(path), 200), 0)
      }),
    60_000
  )

  it.live(
    "end with exactly the budget, however often one of them is killed",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const finished: Array<number> = []
        const survivor = start(path, 80, finished)
        for (const most of [1, 5, 2, 9, 4]) yield* start(path, 80, finished, most).ended
        yield* survivor.ended
        // What was said to be finished stays so. A process can die between finishing a trial and saying so.
        assert.strictEqual(new Set(finished).size, finished.length)
        yield* checkWhole(yield* openReader(path), 80)
      }),
    60_000
  )

  it.live(
    "go on after the only one was killed, at once",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const finished: Array<number> = []
        for (const most of [3, 1, 7]) yield* start(path, 30, finished, most).ended
        assert.isBelow(finished.length, 30)
        yield* start(path, 30, finished).ended
        assert.strictEqual(new Set(finished).size, finished.length)
        yield* checkWhole(yield* openReader(path), 30)
      }),
    60_000
  )
})
