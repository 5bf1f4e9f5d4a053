/** The laws that every pruner must hold. */
import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import type { Curve, JudgeRequest, Pruner, Verdict } from "../../src/search/Pruner.ts"
import type { History, TrialState } from "../../src/search/Trial.ts"
import { curve, requestFor, shown, type Points } from "../support/curves.ts"
import { deepFreeze } from "../support/deepFreeze.ts"

/** Laws that a pruner may be excepted from, each with a reason. */
export type PrunerLaw = "leader" | "alone" | "ends" | "NaN" | "affine"

/** One report of trial 0 among its peers. */
interface Situation {
  readonly points: Points
  /** Whether trial 0 can be resumed from a checkpoint. */
  readonly resumable: boolean
  readonly peers: ReadonlyArray<Curve>
}

// Whole numbers, so that ties occur and affine maps are exact.
const finite = fc.integer({ min: -50, max: 50 })
const values = fc.oneof(
  { weight: 20, arbitrary: finite },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) }
)
const states = fc.constantFrom<TrialState>("running", "paused", "complete", "complete", "pruned", "failed")

/** Curves with gaps between their steps. */
const pointsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Points> =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), value), { minLength: 1, maxLength: 10 }).map((reports) => {
    let step = 0
    return reports.map(([gap, reported]) => [(step += gap), reported] as const)
  })

const situationsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Situation> =>
  fc.record({
    points: pointsOf(value),
    resumable: fc.boolean(),
    peers: fc
      .array(fc.tuple(pointsOf(value), states), { maxLength: 14 })
      .map((trials) => trials.map(([points, state], index) => curve(index + 1, points, state)))
  })

const situations = situationsOf(values)
/** Trials whose values have mostly run away. */
const diverged = situationsOf(fc.constantFrom(-Infinity, -Infinity, Infinity, NaN, 0, 1))

const requestOf = ({ peers, points, resumable }: Situation): JudgeRequest => ({
  ...requestFor(points, peers),
  resumable
})

/** Every list that the pruner is given refuses to be changed. */
const frozen = (situation: Situation): JudgeRequest => {
  const request = requestOf(deepFreeze(structuredClone(situation)))
  const { peers } = request
  return deepFreeze({
    ...request,
    peers: {
      ...peers,
      firstAtOrAfter: (step: number, among?: (number: number) => boolean) =>
        deepFreeze(peers.firstAtOrAfter(step, among)),
      latestAt: (...asked: Parameters<typeof peers.latestAt>) => deepFreeze(peers.latestAt(...asked)),
      bestOfCompleteUpTo: (step: number) => deepFreeze(peers.bestOfCompleteUpTo(step))
    }
  })
}

/** What a verdict decides, its words left out. */
const decision = (verdict: Verdict): unknown => (verdict._tag === "Pause" ? [verdict._tag, verdict.rung] : verdict._tag)

const mapped = ({ peers, points, resumable }: Situation, to: (value: number) => number): Situation => ({
  resumable,
  points: points.map(([step, value]) => [step, to(value)]),
  peers: peers.map((peer) => ({
    ...peer,
    points: peer.points.map(({ step, value }) => ({ step, value: to(value) }))
  }))
})

/** Trials that all report at the steps 1, 2, 3 …: there, the best of them is the one that nobody is ahead of at any step. */
const races = fc.integer({ min: 1, max: 12 }).chain((steps) =>
  fc.record({
    rivals: fc.array(
      fc.tuple(
        fc.array(
          values.filter((value) => value > -Infinity),
          { minLength: steps, maxLength: steps }
        ),
        states
      ),
      {
        minLength: 1,
        maxLength: 14
      }
    ),
    lead: fc.constantFrom(0, 1)
  })
)

/** A study that has the situation's peers. */
const historyOf = ({ peers }: Situation): History => ({
  revision: peers.length,
  trials: peers.map(({ number, points, state }) => ({
    number,
    state,
    params: {},
    curve: points,
    ...(state === "complete" ? { values: [points.at(-1)!.value] } : {})
  }))
})

/** Calls the laws for one pruner. An exception says why a law does not bind it. */
export const prunerLaws = (
  name: string,
  make: () => Pruner,
  exceptions: Readonly<Partial<Record<PrunerLaw, string>>> = {}
): void => {
  const judge = (situation: Situation): Verdict => make().judge(requestOf(situation))
  const holds = (law: (situation: Situation) => void): void => {
    fc.assert(fc.property(situations, law), { numRuns: 300 })
  }
  const unless = (law: PrunerLaw, title: string, body: () => void): void => {
    const reason = exceptions[law]
    if (reason === undefined) it(title, body)
    else it.skip(`${title} (excepted: ${reason})`, body)
  }

  describe(`the laws of a pruner: ${name}`, () => {
    it("has a name, and settings that survive JSON", () => {
      const pruner = make()
      expect(pruner._tag).toBe("Pruner")
      expect(pruner.name).not.toBe("")
      expect(JSON.parse(JSON.stringify(pruner.settings))).toEqual(pruner.settings)
    })

    it("gives the same verdict for the same request, whatever it has judged before", () => {
      const one = make()
      holds((situation) => {
        const verdict = one.judge(requestOf(situation))
        expect(one.judge(requestOf(structuredClone(situation)))).toEqual(verdict)
        expect(judge(situation)).toEqual(verdict)
      })
    })

    it("changes nothing of the request", () => {
      holds((situation) => {
        expect(make().judge(frozen(situation))).toEqual(judge(situation))
      })
    })

    it("judges alike whatever the order of the peers", () => {
      const shuffled = situations.chain((situation) =>
        fc.record({
          situation: fc.constant(situation),
          peers: fc.shuffledSubarray([...situation.peers], { minLength: situation.peers.length })
        })
      )
      fc.assert(
        fc.property(shuffled, ({ peers, situation }) => {
          expect(decision(judge({ ...situation, peers }))).toEqual(decision(judge(situation)))
        }),
        { numRuns: 300 }
      )
    })

    it("pauses nothing that cannot be resumed", () => {
      holds((situation) => {
        expect(judge({ ...situation, resumable: false })._tag).not.toBe("Pause")
      })
    })

    unless("leader", "never ends the trial that is best at every step, also in a tie and among NaN", () => {
      fc.assert(
        fc.property(races, ({ lead, rivals }) => {
          const steps = rivals[0]![0].map((_, index) => index + 1)
          const best = steps.map((_, index) => {
            const there = rivals.map(([reported]) => reported[index]!).filter(Number.isFinite)
            return Math.min(...(there.length === 0 ? [0] : there)) - lead
          })
          const peers = rivals.map(([reported, state], index) =>
            curve(
              index + 1,
              reported.map((value, at) => [at + 1, value] as const),
              state
            )
          )
          for (const step of steps) {
            const points = best.slice(0, step).map((value, at) => [at + 1, value] as const)
            expect(judge({ points, peers, resumable: false })._tag).toBe("Continue")
            expect(judge({ points, peers, resumable: true })._tag).not.toBe("Prune")
          }
        }),
        { numRuns: 200 }
      )
    })

    unless("alone", "never ends a trial without peers", () => {
      fc.assert(
        fc.property(pointsOf(finite), (points) => {
          expect(judge({ points, peers: [], resumable: false })._tag).toBe("Continue")
          expect(judge({ points, peers: [], resumable: true })._tag).not.toBe("Prune")
        })
      )
    })

    it("puts no NaN of its own into a verdict, also where values are infinite", () => {
      fc.assert(
        fc.property(diverged, (situation) => {
          expect(judge(situation).reason ?? "").not.toContain(shown(NaN))
        }),
        { numRuns: 300 }
      )
    })

    unless("ends", "says why it ends a trial: a value of the trial as it is shown, and a step of it", () => {
      let ended = 0
      holds((situation) => {
        const verdict = judge(situation)
        if (verdict._tag === "Continue") return
        ended++
        const value = situation.points.at(-1)![1]
        const steps = new Set([...verdict.reason.matchAll(/step (\d+)/g)].map(([, step]) => Number(step)))
        expect(situation.points.filter(([step]) => steps.has(step))).not.toEqual([])
        if (Number.isNaN(value)) expect(verdict.reason).toContain("not a number")
        else if (!verdict.reason.startsWith("infinite"))
          expect(situation.points.filter(([, own]) => verdict.reason.includes(shown(own)))).not.toEqual([])
        else expect(Math.abs(value)).toBe(Infinity)
      })
      expect(ended).toBeGreaterThan(0)
    })

    unless("NaN", "prunes NaN among trials that are finite", () => {
      const others = fc.array(pointsOf(finite), { minLength: 10, maxLength: 20 })
      fc.assert(
        fc.property(others, pointsOf(finite), fc.boolean(), (curves, before, resumable) => {
          const peers = curves.map((points, index) => curve(index + 1, points, "complete"))
          const points = [...before, [before.at(-1)![0] + 1, NaN] as const]
          expect(judge({ points, peers, resumable })._tag).toBe("Prune")
        })
      )
    })

    unless("affine", "judges alike whatever the unit and the zero of the values", () => {
      const units = [
        { scale: 0.5, shift: 0 },
        { scale: 1024, shift: 3 },
        { scale: 1, shift: -77 }
      ]
      holds((situation) => {
        const decided = decision(judge(situation))
        for (const { scale, shift } of units)
          expect(decision(judge(mapped(situation, (value) => scale * value + shift)))).toEqual(decided)
      })
    })

    it.runIf(make().next !== undefined)("resumes paused trials only, says why, and gives the same answer again", () => {
      let resumed = 0
      fc.assert(
        fc.property(situations, fc.boolean(), (situation, canStart) => {
          const history = historyOf(situation)
          const next = make().next!({ history: deepFreeze(structuredClone(history)), canStart, show: shown })
          expect(make().next!({ history, canStart, show: shown })).toEqual(next)
          if (next === undefined) return
          resumed++
          expect(history.trials.find(({ number }) => number === next.resume)?.state).toBe("paused")
          expect(next.reason).not.toBe("")
        }),
        { numRuns: 300 }
      )
      expect(resumed).toBeGreaterThan(0)
    })
  })
}
