/** The laws that every sampler must hold. */
import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import type { Sampler, SuggestRequest, Suggestion } from "../../src/search/Sampler.ts"
import type { Params, SearchSpace } from "../../src/search/SearchSpace.ts"
import { float, int } from "../../src/search/space/distributions.ts"
import { dimensionsOf, keyOf, paramsOf } from "../../src/search/space/dimensions.ts"
import { gridAxes, pointsOf } from "../../src/search/space/points.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { deepFreeze } from "../support/deepFreeze.ts"
import { before, ended, fates, mixed, trialsIn, type Outcome } from "../support/histories.ts"
import { finiteSpaces, misfit, pointsIn, spaces } from "../support/spaces.ts"

/** A law that a sampler need not hold, and why. */
export interface SamplerException {
  readonly law: "differs by number" | "differs by seed" | "tries every point once" | "stands 5,000 trials"
  readonly because: string
}

/** How a sampler is tried. */
export interface SamplerLawsOptions {
  /** The spaces that it can search. Default: all. */
  readonly spaces?: fc.Arbitrary<SearchSpace>
  /** A space with many points, for the laws about differences. Default: a continuous one. */
  readonly wide?: SearchSpace
  /** Random cases per law. Default 100. */
  readonly runs?: number
  /** How many objectives the trials have values of. Default 1. */
  readonly objectives?: number
  /** The longest history. Default 12. */
  readonly longest?: number
  readonly exceptions?: ReadonlyArray<SamplerException>
}

const anyValue = fc.double({ noNaN: true, noDefaultInfinity: true })
const curves = fc
  .array(fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity)), { maxLength: 4 })
  .map((values) => values.map((value, index) => ({ step: index + 1, value })))

const several = <A>(value: fc.Arbitrary<A>, objectives: number): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.array(value, { minLength: objectives, maxLength: objectives })

/** How a trial of the history stands, whatever its params are. */
const standingsOf = (objectives: number): fc.Arbitrary<Outcome> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        state: fc.constant("complete" as const),
        curve: curves,
        values: several(anyValue, objectives)
      })
    },
    fc.record({
      state: fc.constantFrom(
        "running" as const,
        "waiting" as const,
        "paused" as const,
        "pruned" as const,
        "failed" as const
      ),
      curve: curves
    }),
    fc.record({
      state: fc.constant("complete" as const),
      curve: fc.constant([]),
      values: several(fc.integer({ min: 0, max: 2 }), objectives),
      evidence: fc.constant({ model: "another", reason: "of another sampler", fitted: { noise: 1, scales: [1, 2, 3] } })
    })
  )

/** The same trials with more objectives, which go up and down as the first one does not. */
const withObjectives = (trials: ReadonlyArray<Trial>, objectives: number): ReadonlyArray<Trial> =>
  trials.map((trial) =>
    trial.values === undefined || objectives === 1
      ? trial
      : {
          ...trial,
          values: Array.from({ length: objectives }, (_, k) =>
            k === 0 ? trial.values![0]! : Math.cos(trial.number * k) - trial.values![0]! / 2
          )
        }
  )

const requestsIn = (
  space: fc.Arbitrary<SearchSpace>,
  longest: number,
  objectives: number
): fc.Arbitrary<SuggestRequest> =>
  fc
    .record({
      space,
      seed: fc.maxSafeNat(),
      room: fc.integer({ min: 1, max: 200 }),
      trials: fc.array(standingsOf(objectives), { maxLength: longest })
    })
    .map(({ room, seed, space: searched, trials }) => ({
      space: searched,
      objectives,
      history: {
        revision: trials.length,
        trials: trialsIn(searched, trials.length, (number) => trials[number]!, seed)
      },
      number: trials.length,
      seed,
      budget: trials.length + room
    }))

/** A constraint that refuses about every other point, and always the same ones. */
const everyOther = (params: Params): boolean => {
  let sum = 0
  for (const letter of JSON.stringify(params)) sum = (sum * 31 + letter.charCodeAt(0)) % 1009
  return sum % 2 === 0
}

/** Spaces that can be tried to the last point. */
const smallSpaces = finiteSpaces.filter((space) => pointsIn(space) <= 16)

/** The keys of all points of a finite space that the constraint allows. */
const allowedKeys = (space: SearchSpace, where: (params: Params) => boolean): ReadonlySet<string> => {
  const dimensions = dimensionsOf(space)
  const keys = new Set<string>()
  for (const values of pointsOf(dimensions, gridAxes(dimensions))) {
    const params = paramsOf(dimensions, values)
    if (where(params)) keys.add(keyOf(dimensions, params))
  }
  return keys
}

const isProposal = (suggestion: Suggestion): suggestion is Exclude<Suggestion, { readonly exhausted: string }> =>
  !("exhausted" in suggestion)

const checkSuggestion = (request: SuggestRequest, suggestion: Suggestion): void => {
  if (!isProposal(suggestion)) {
    expect(suggestion.exhausted).not.toBe("")
    return
  }
  expect(misfit(request.space, suggestion.params)).toBeUndefined()
  expect(request.where?.(suggestion.params)).not.toBe(false)
}

const wideSpace = { x: float(0, 1), y: float(1e-3, 1, { log: true }), n: int(1, 1000) }

/** Calls the laws for one sampler. */
export const samplerLaws = (name: string, make: () => Sampler, options: SamplerLawsOptions = {}): void => {
  const { exceptions = [], longest = 12, objectives = 1, runs = 100, wide = wideSpace } = options
  const searched = options.spaces ?? spaces
  const requests = requestsIn(searched, longest, objectives)
  const empty = requestsIn(searched, 0, objectives)
  const always = (law: (request: SuggestRequest) => void, from = requests, numRuns = runs) =>
    fc.assert(fc.property(from, law), { numRuns })
  const excused = (law: SamplerException["law"], test: () => void): void => {
    const exception = exceptions.find((candidate) => candidate.law === law)
    if (exception === undefined) it(law, test)
    else it.skip(`${law}: ${exception.because}`, test)
  }
  const paramsIn = (more: Partial<SuggestRequest>): string => {
    const history = { revision: 0, trials: [] }
    const request = { space: wide, objectives, history, number: 0, seed: 1, budget: 30, ...more }
    const suggestion = make().suggest(request)
    return isProposal(suggestion) ? JSON.stringify(suggestion.params) : suggestion.exhausted
  }

  describe(`the laws of a sampler: ${name}`, () => {
    it("says its name, and settings that JSON can keep", () => {
      const { name: own, settings } = make()
      expect(own).not.toBe("")
      expect(JSON.parse(JSON.stringify(settings))).toEqual(settings)
    })

    it("stays inside the space, whatever the history holds", () => {
      always((request) => checkSuggestion(request, make().suggest(request)))
    })

    it("needs no history, and proposes where nothing has been tried", () => {
      always((request) => {
        const suggestion = make().suggest(request)
        expect(isProposal(suggestion)).toBe(true)
        checkSuggestion(request, suggestion)
      }, empty)
    })

    it("never violates the constraint", () => {
      always((request) => {
        const constrained = { ...request, where: everyOther }
        checkSuggestion(constrained, make().suggest(constrained))
      })
    })

    it("gives up with a reason where the constraint refuses everything", () => {
      always(
        (request) => {
          const suggestion = make().suggest({ ...request, where: () => false })
          expect(suggestion).toEqual({ exhausted: expect.stringMatching(/\S/) })
        },
        requests,
        Math.min(runs, 3)
      )
    })

    it("answers the same request alike: again, anew, and after a round trip through the store", () => {
      always((request) => {
        const sampler = make()
        const first = sampler.suggest(request)
        expect(sampler.suggest(request)).toEqual(first)
        expect(make().suggest(structuredClone(request))).toEqual(first)
      })
    })

    it("changes nothing of what it is given", () => {
      always((request) => {
        make().suggest(deepFreeze({ ...request, where: everyOther }))
      })
    })

    it("gives a model, a reason and finite numbers as its evidence", () => {
      always((request) => {
        const suggestion = make().suggest(request)
        if (!isProposal(suggestion)) return
        const { evidence } = suggestion
        expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence)
        expect(evidence.model).toMatch(/\S/)
        expect(evidence.reason).toMatch(/\S/)
      })
    })

    it("goes on from its own proposals and their evidence", () => {
      always(
        (request) => {
          const trials: Array<Trial> = []
          for (let number = 0; number < 6; number++) {
            const next = { ...request, number, history: { revision: number, trials: [...trials] } }
            const suggestion = make().suggest(next)
            checkSuggestion(next, suggestion)
            if (!isProposal(suggestion)) return
            const state = number % 3 === 2 ? "failed" : "complete"
            const values = state === "complete" ? { values: [Math.cos(number)] } : {}
            trials.push(...withObjectives([{ number, state, curve: [], ...values, ...suggestion }], objectives))
          }
        },
        empty,
        Math.ceil(runs / 4)
      )
    })

    it.each(fates)("proposes after a history %s", (_, outcome) => {
      always(
        (request) => {
          const trials = withObjectives(trialsIn(request.space, 30, outcome, request.seed), objectives)
          const later = { ...request, number: 30, budget: 60, history: { revision: 30, trials } }
          checkSuggestion(later, make().suggest(later))
        },
        empty,
        Math.ceil(runs / 10)
      )
    })

    excused("stands 5,000 trials", () => {
      // Only the latest are under way, as in a study on 16 slots.
      const outcome = (number: number): Outcome => (number < 4984 ? ended(number) : mixed(3))
      const trials = withObjectives(trialsIn(wide, 5000, outcome), objectives)
      const request = {
        space: wide,
        objectives,
        history: { revision: 9, trials },
        number: 5000,
        seed: 1,
        budget: 6000
      }
      checkSuggestion(request, make().suggest(request))
    })

    it("answers alike in whatever order the trials have ended, and whatever it was asked meanwhile", () => {
      always(
        (request) => {
          const trials = withObjectives(trialsIn(request.space, 14, mixed, request.seed), objectives)
          const next = { ...request, number: 14, budget: 60, history: { revision: 14, trials } }
          const expected = make().suggest(next)
          for (const late of [
            [0, 2, 4],
            [8, 9, 10, 11, 12, 13]
          ]) {
            const sampler = make()
            const history = { revision: 14 - late.length, trials: before(trials, new Set(late)) }
            sampler.suggest({ ...next, number: 0, history: { revision: 0, trials: [] } })
            sampler.suggest({ ...next, history })
            expect(sampler.suggest(next)).toEqual(expected)
          }
        },
        empty,
        Math.ceil(runs / 10)
      )
    })

    excused("tries every point once", () => {
      const request = { objectives, seed: 3, budget: 60 }
      const play = (space: SearchSpace, where: (params: Params) => boolean): void => {
        const open = new Set(allowedKeys(space, where))
        const trials: Array<Trial> = []
        for (let number = 0; ; number++) {
          const history = { revision: number, trials: [...trials] }
          const suggestion = make().suggest({ ...request, space, where, number, history })
          if (!isProposal(suggestion)) break
          // Removing tells that the point was open: allowed, and not yet tried.
          expect(open.delete(keyOf(dimensionsOf(space), suggestion.params))).toBe(true)
          trials.push(...withObjectives([{ number, params: suggestion.params, ...mixed(number) }], objectives))
        }
        expect([...open]).toEqual([])
      }
      fc.assert(
        fc.property(smallSpaces, (space) => {
          play(space, () => true)
          play(space, everyOther)
        }),
        { numRuns: Math.ceil(runs / 10) }
      )
    })

    excused("differs by number", () => {
      const proposals = Array.from({ length: 8 }, (_, number) => paramsIn({ number }))
      expect(new Set(proposals).size).toBe(8)
    })

    excused("differs by seed", () => {
      const proposals = Array.from({ length: 8 }, (_, seed) => paramsIn({ seed }))
      expect(new Set(proposals).size).toBe(8)
    })
  })
}
