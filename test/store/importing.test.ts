/** Imports into a file: all or nothing, whatever is wrong with what is given. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { importInto, openReader } from "../../src/store/sqlite.ts"
import type { StudyRecord } from "../../src/store/StudyRecord.ts"
import { study, trials } from "../view/samples.ts"
import { temporaryPath } from "./temporary.ts"

const record = (name: string): StudyRecord => ({
  study: { ...study, name },
  trials: trials.map((trial) =>
    trial.state === "running" ? trial : { ...trial, createdRevision: 4, finishedRevision: 6 }
  ),
  attempts: trials.map(({ attempt, number }) => ({
    trial: number,
    attempt,
    runner: "one",
    startedAt: study.createdAt,
    startedRevision: 5,
    ...(number === 5 ? {} : { ended: "complete" as const, endedRevision: 6 }),
    absences: []
  })),
  reports: [
    { trial: 0, attempt: 1, step: 1, metrics: { accuracy: 0.5, loss: Number.NaN }, at: study.createdAt, revision: 6 }
  ],
  decisions: [{ trial: 0, attempt: 1, step: 1, verdict: "Continue", sawRevision: 5 }],
  checkpoints: [],
  setups: new Map([["one", { sampler: study.spec.sampler, pruner: study.spec.pruner }]])
})

const studiesIn = (path: string) =>
  Effect.flatMap(openReader(path), (reader) => Effect.map(reader.list, (all) => all.map((one) => one.study.name)))

describe("importInto", () => {
  it.effect("keeps everything, and lets a trial wait that ran elsewhere", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* importInto(path, [record("digits")])
      const reader = yield* openReader(path)
      const { study: stored } = yield* reader.summary("digits")
      const back = yield* reader.record(stored.id)
      const given = record("digits")
      assert.deepStrictEqual(back.reports, given.reports)
      assert.deepStrictEqual(back.decisions, given.decisions)
      assert.deepStrictEqual(back.setups, given.setups)
      assert.deepStrictEqual(back.trials.slice(0, 5), given.trials.slice(0, 5))
      assert.deepStrictEqual(back.attempts.slice(0, 5), given.attempts.slice(0, 5))
      assert.strictEqual(back.trials[5]?.state, "waiting")
      assert.strictEqual(back.attempts[5]?.ended, "lost")
    })
  )

  it.effect("imports nothing where one of several studies is refused", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* importInto(path, [record("first")])
      const taken = yield* Effect.flip(importInto(path, [record("second"), record("first")]))
      assert.match(taken.message, /There is a study "first"/)
      const [report] = record("x").reports
      const dangling = { ...record("third"), reports: [{ ...report!, trial: 77 }] }
      const refused = yield* Effect.flip(importInto(path, [record("second"), dangling]))
      assert.match(refused.message, /does not fit together: FOREIGN KEY/)
      const odd = { ...record("third"), trials: [{ ...trials[0]!, state: "done" as never }] }
      assert.match((yield* Effect.flip(importInto(path, [odd]))).message, /does not fit together: CHECK/)
      assert.deepStrictEqual(yield* studiesIn(path), ["first"])
    })
  )
})
