import { assert, describe, it } from "@effect/vitest"
import { InvalidDefinition } from "../../../src/errors.ts"
import { cmaes } from "../../../src/search/samplers/cmaes.ts"
import { random } from "../../../src/search/samplers/random.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { bool, choice, float, int } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { samplerLaws } from "../../conformance/sampler.ts"
import { finiteSpaces } from "../../support/spaces.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"
import { loss, medianBest, network, problems, studyLaws } from "./proposals.ts"

samplerLaws("cmaes", () => cmaes({ population: 4 }), { longest: 24 })
samplerLaws("cmaes in finite spaces", () => cmaes({ population: 4 }), { spaces: finiteSpaces, longest: 24 })
studyLaws("cmaes", cmaes)

const bestOf = (trials: ReadonlyArray<Trial>): number => Math.min(...trials.flatMap(({ values }) => values ?? []))
const box = Object.fromEntries(Array.from({ length: 5 }, (_, k) => [`x${k}`, float(-5, 5)]))

describe("cmaes against random, the median of the best of 10 studies", () => {
  it.each([
    [problems.sphere, 100, 0.2],
    [problems.valley, 100, 0.2],
    [problems.integers, 100, 0.3],
    [problems.conditional, 100, 0.8]
  ])("$name", (problem, trials, share) => {
    const [ours, theirs] = [medianBest(cmaes(), problem, trials), medianBest(random(), problem, trials)]
    assert.isBelow(ours, share * theirs, `cmaes ${ours}, random ${theirs}`)
  })
})

describe("cmaes", () => {
  it("refuses several objectives, before a study starts and when asked", () => {
    const space = { x: float(0, 1) }
    assert.throws(() => cmaes().check?.(space, 2), InvalidDefinition, "the study has 2")
    assert.throws(() => cmaes().suggest(requestAfter(space, [], { objectives: 3 })), InvalidDefinition, "has 3")
    assert.doesNotThrow(() => cmaes().check?.(space, 1))
  })

  it("learns the shape of a bowl that is turned, and 10,000 times as steep one way as the other", () => {
    const value = (params: Params): number => {
      const x = Object.values(params).map((entry) => Number(entry) - 1)
      const sum = x.reduce((total, entry) => total + entry, 0) / Math.sqrt(5)
      return 1e4 * sum ** 2 + x.reduce((total, entry) => total + entry ** 2, 0)
    }
    const trials = play(cmaes(), box, value, 1200)
    assert.isBelow(bestOf(trials), 1e-6)
  })

  it("finds the least point of a grid, though its steps have become shorter than the grid's", () => {
    const { space, value } = problems.integers
    assert.strictEqual(bestOf(play(cmaes(), space, value, 600)), 0)
  })

  it("searches each branch with a strategy of its own", () => {
    const trials = play(cmaes(), network, loss, 400)
    const last = trials.slice(-60)
    const places = last.map(({ params }) => (params["optimizer"] as Params)["type"])
    assert.isAbove(places.filter((type) => type === "sgd").length, 20)
    assert.isBelow(bestOf(trials), 0.05)
  })

  it("goes on while early trials still run, and takes their results when they come", () => {
    const done = play(cmaes(), box, problems.sphere.value, 60)
    const slow = done.map((trial): Trial => {
      const { curve, evidence, number, params } = trial
      return number % 9 === 2 ? { state: "running", number, params, curve, ...(evidence ? { evidence } : {}) } : trial
    })
    const [all, some] = [done, slow].map((trials) => proposed(cmaes().suggest(requestAfter(box, trials))))
    assert.include(all!.evidence.reason, "generation 7 over 5 numbers, 8 trials each")
    assert.include(some!.evidence.reason, "generation 6 over 5 numbers, 8 trials each")
  })

  it("starts again with twice the population when it has stood still", () => {
    const trials = play(
      cmaes({ population: 4 }),
      { x: float(0, 1), y: float(0, 1) },
      ({ x }) => (Number(x) > 0.5 ? 1 : 0),
      400
    )
    assert.match(trials.at(-1)!.evidence!.reason, /\d+ trials each, .* started again [1-9]/)
    assert.notInclude(trials.at(-1)!.evidence!.reason, " 4 trials each")
  })

  it("keeps in the evidence where it drew, so that the grid hides nothing from it", () => {
    const [first] = play(cmaes(), { n: int(0, 3), x: float(0, 1) }, () => 0, 1)
    const point = first!.evidence!.fitted!["point"] as ReadonlyArray<number>
    assert.strictEqual(Math.min(3, Math.max(0, Math.floor(point[0]! * 4))), first!.params["n"])
    assert.strictEqual(point[1], first!.params["x"])
  })

  it("learns categories alone, where there are no numbers", () => {
    const space = Object.fromEntries(Array.from({ length: 12 }, (_, k) => [`b${k}`, bool()]))
    const wrong = (params: Params): number =>
      Object.values(params).filter((value) => value === (params["b0"] === true)).length
    const trials = play(cmaes(), { ...space, other: choice("a", "b", "c") }, wrong, 150)
    const mean = (part: ReadonlyArray<Trial>) => part.reduce((sum, { values }) => sum + values![0]!, 0) / part.length
    assert.isBelow(mean(trials.slice(-40)), mean(trials.slice(0, 40)) - 1)
  })

  it("refuses settings that make no sense", () => {
    assert.throws(() => cmaes({ population: 3 }), InvalidDefinition)
    assert.throws(() => cmaes({ population: 8.5 }), InvalidDefinition)
    assert.throws(() => cmaes({ step: 0 }), InvalidDefinition)
    assert.throws(() => cmaes({ step: 2 }), InvalidDefinition)
  })
})
