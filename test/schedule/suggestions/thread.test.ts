/** Suggestions from a real thread, with the study file evaluated in it. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { threadId } from "node:worker_threads"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { piecesOf, inThread } from "../../../src/schedule/suggestions/thread.ts"
import type { Ask } from "../../../src/schedule/suggestions/Suggester.ts"
import type { ThreadData } from "../../../src/schedule/suggestions/messages.ts"
import { StudyMirror } from "../../../src/schedule/StudyMirror.ts"
import type { Changes, StoredReport, StoredTrial } from "../../../src/store/records.ts"

const studyFile = fileURLToPath(new URL("./fixtures/watched.ts", import.meta.url))
const data: ThreadData = {
  studyFile,
  fileHash: createHash("sha256").update(readFileSync(studyFile)).digest("hex"),
  seed: 11
}

const trial = (number: number, state: StoredTrial["state"] = "complete"): StoredTrial => ({
  number,
  state,
  params: { x: number / 1000, n: 1 },
  seed: number,
  attempt: 1,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 0,
  ...(state === "complete" ? { value: number } : {})
})

const report = (number: number, step: number): StoredReport => ({
  trial: number,
  attempt: 1,
  step,
  metrics: { loss: step },
  at: 0,
  revision: 0
})

const changes = (revision: number, trials: ReadonlyArray<StoredTrial>): Changes => ({ revision, trials, reports: [] })

const ask = (number: number): Ask => ({ number, budget: 8 })

const open = (more: Partial<ThreadData> = {}) =>
  Effect.gen(function* () {
    const mirror = new StudyMirror([{ metric: "loss", direction: "minimize" }])
    const { suggest } = yield* inThread({ ...data, ...more })(mirror)
    return { mirror, suggest }
  })

const proposal = (suggested: Effect.Success<ReturnType<Effect.Success<ReturnType<typeof open>>["suggest"]>>) => {
  const { suggestion } = suggested
  if ("exhausted" in suggestion) throw new Error(suggestion.exhausted)
  return {
    ...suggestion,
    calls: suggestion.evidence.fitted?.["calls"],
    thread: suggestion.evidence.fitted?.["threadId"]
  }
}

describe("the suggestion thread", () => {
  it.live("suggests elsewhere, with the seed in force and everything that was told before and after it began", () =>
    Effect.gen(function* () {
      const { mirror, suggest } = yield* open()
      mirror.absorb(
        changes(
          3,
          Array.from({ length: 250 }, (_, number) => trial(number))
        )
      )
      const first = yield* suggest(ask(1))
      assert.strictEqual(first.sawRevision, 3)
      assert.notStrictEqual(proposal(first).thread, threadId)
      assert.deepStrictEqual(proposal(first).params, { x: 1 / 8, n: 251 })
      assert.strictEqual(proposal(first).evidence.reason, "seed 11, budget 8, revision 3")
      mirror.absorb(changes(4, [trial(250)]))
      mirror.absorb(
        changes(
          5,
          Array.from({ length: 120 }, (_, index) => trial(251 + index))
        )
      )
      mirror.absorb(changes(6, [trial(371)]))
      const second = proposal(yield* suggest(ask(2)))
      assert.deepStrictEqual(second.params, { x: 2 / 8, n: 373 })
      assert.strictEqual(second.thread, proposal(first).thread)
    })
  )

  it.live("computes the next one ahead of time, and uses it only at its own revision", () =>
    Effect.gen(function* () {
      const { mirror, suggest } = yield* open()
      yield* suggest(ask(0))
      mirror.absorb(changes(1, [trial(0, "running")]))
      // By its second call the sampler has been asked again, which nobody waited for.
      yield* Effect.sleep("1500 millis")
      const ahead = proposal(yield* suggest(ask(1)))
      assert.strictEqual(ahead.calls, 1)
      assert.strictEqual(ahead.evidence.reason, "seed 11, budget 8, revision 1")
      mirror.absorb(changes(2, [trial(1, "running")]))
      yield* Effect.sleep("1500 millis")
      mirror.absorb(changes(3, [trial(0)]))
      const fresh = proposal(yield* suggest(ask(2)))
      assert.strictEqual(fresh.calls, 3)
      assert.strictEqual(fresh.evidence.reason, "seed 11, budget 8, revision 3")
    })
  )

  it.live("keeps the type and the hint of what goes wrong, and goes on", () =>
    Effect.gen(function* () {
      const { suggest } = yield* open()
      const thrown = yield* Effect.flip(suggest(ask(5)))
      assert.strictEqual(thrown._tag, "InvalidDefinition")
      assert.include(thrown.message, "could not propose trial 5: RangeError: five is too much")
      assert.match(thrown.hint, /^Thrown at .*watched\.ts:\d+:\d+\. /)
      const refused = yield* Effect.flip(suggest(ask(6)))
      assert.strictEqual(refused._tag, "InvalidDefinition")
      assert.include(refused.message, 'The constraint (where) threw on {"x":0.75,"n":1}: Error: six is odd')
      assert.match(refused.hint, /^Thrown at .*watched\.ts:\d+:\d+\. It is called/)
      assert.property(yield* suggest(ask(1)), "suggestion")
    })
  )

  it.live("refuses a study file that is not the one that was read, or that cannot be read", () =>
    Effect.gen(function* () {
      const other = yield* open({ fileHash: "0" })
      const changed = yield* Effect.flip(other.suggest(ask(0)))
      assert.strictEqual(changed._tag, "StudyFileError")
      assert.include(changed.message, "was changed while the run was starting")
      const gone = yield* open({ studyFile: "/nowhere/study.ts" })
      assert.strictEqual((yield* Effect.flip(gone.suggest(ask(0))))._tag, "StudyFileError")
    })
  )

  it.live("takes a sampler of ours in place of the study's own", () =>
    Effect.gen(function* () {
      const { suggest } = yield* open({ sampler: "random" })
      assert.strictEqual(proposal(yield* suggest(ask(0))).evidence.model, "random")
    })
  )

  it.live("says that it has ended, to who waits and to who comes later", () =>
    Effect.gen(function* () {
      const { suggest } = yield* open()
      for (const number of [7, 1]) {
        const lost = yield* Effect.flip(suggest(ask(number)))
        assert.strictEqual(lost._tag, "SuggesterLost")
        assert.include(lost.message, "exit status 3")
        assert.strictEqual(lost.exitStatus, 1)
      }
    })
  )

  it.live("ends with its scope", () =>
    Effect.gen(function* () {
      const { suggest } = yield* Effect.scoped(Effect.tap(open(), (opened) => opened.suggest(ask(0))))
      assert.strictEqual((yield* Effect.flip(suggest(ask(1))))._tag, "SuggesterLost")
    })
  )
})

describe("changes in pieces", () => {
  it("hold every row once, in order, and the revision at the end", () => {
    for (const [trials, reports] of [
      [0, 0],
      [100, 0],
      [101, 0],
      [30, 250],
      [250, 30]
    ] as const) {
      const whole: Changes = {
        revision: 9,
        trials: Array.from({ length: trials }, (_, number) => trial(number)),
        reports: Array.from({ length: reports }, (_, step) => report(0, step))
      }
      const pieces = [...piecesOf(whole)]
      assert.deepStrictEqual(
        pieces.flatMap((piece) => piece.trials),
        whole.trials
      )
      assert.deepStrictEqual(
        pieces.flatMap((piece) => piece.reports),
        whole.reports
      )
      assert.deepStrictEqual(
        pieces.map(({ revision }) => revision).filter((revision) => revision !== undefined),
        [9]
      )
      assert.strictEqual(pieces.at(-1)?.revision, 9)
      for (const piece of pieces) assert.isAtMost(piece.trials.length + piece.reports.length, 25)
    }
  })
})
