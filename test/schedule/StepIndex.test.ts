/** What pruners are told of a trial's peers comes from an index; it must be what the curves themselves say. */
import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import { peersFrom } from "../../src/search/pruners/curves.ts"
import type { StoredTrial } from "../../src/store/records.ts"

const objective = { metric: "accuracy", direction: "maximize" } as const

const stored = (number: number, state: StoredTrial["state"], attempt: number): StoredTrial => ({
  number,
  state,
  params: {},
  seed: 0,
  attempt,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 1
})

const isEven = (number: number): boolean => number % 2 === 0

/** What happens to one of six trials: a report out of order or repeated, a new attempt, or an end. */
const happenings = fc.array(
  fc.record({
    trial: fc.integer({ min: 0, max: 5 }),
    step: fc.integer({ min: 1, max: 6 }),
    value: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(NaN, Infinity)),
    what: fc.constantFrom("report", "report", "report", "attempt", "complete", "pruned")
  }),
  { maxLength: 60 }
)

describe("the peers that a mirror gives", () => {
  it("say of any step what their curves say, whenever they are asked, with and without a horizon", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const mirror = new StudyMirror([objective])
        const attempts = [1, 1, 1, 1, 1, 1]
        mirror.absorb({ revision: 1, trials: attempts.map((_, number) => stored(number, "running", 1)), reports: [] })
        for (const [index, { step, trial, value, what }] of list.entries()) {
          const revision = index + 2
          if (what === "attempt") attempts[trial]!++
          const attempt = attempts[trial]!
          const at = { trial, attempt, step, metrics: { accuracy: value }, at: 0, revision }
          const state = what === "attempt" || what === "report" ? "running" : what
          mirror.absorb({
            revision,
            trials: what === "report" ? [] : [stored(trial, state, attempt)],
            reports: what === "report" ? [at] : []
          })
          const horizon = index % 3 === 0 ? 3 : Infinity
          const peers = mirror.peersOf(1, horizon)
          const plain = peersFrom([...peers.curves])
          for (const asked of [1, 2, 4, 7]) {
            expect(peers.firstAtOrAfter(asked)).toEqual(plain.firstAtOrAfter(asked))
            expect(peers.firstAtOrAfter(asked, isEven)).toEqual(plain.firstAtOrAfter(asked, isEven))
            expect(peers.firstAtOrAfter(asked, (number) => number > 2)).toEqual(
              plain.firstAtOrAfter(asked, (number) => number > 2)
            )
            expect(peers.bestOfCompleteUpTo(asked)).toEqual(plain.bestOfCompleteUpTo(asked))
          }
        }
      }),
      { numRuns: 100 }
    )
  })

  it("stay right when more steps are asked about than are kept", () => {
    const mirror = new StudyMirror([objective])
    const report = (step: number) => ({ trial: 0, attempt: 1, step, metrics: { accuracy: step }, at: 0, revision: 1 })
    mirror.absorb({ revision: 1, trials: [stored(0, "running", 1)], reports: [report(1), report(300)] })
    for (let step = 1; step <= 300; step++)
      expect(mirror.peersOf(1).firstAtOrAfter(step)).toEqual([step === 1 ? -1 : -300])
    mirror.absorb({ revision: 2, trials: [], reports: [{ ...report(2), revision: 2 }] })
    expect(mirror.peersOf(1).firstAtOrAfter(2)).toEqual([-2])
    expect(mirror.peersOf(1).firstAtOrAfter(3)).toEqual([-300])
  })
})
