import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { philox, rngFor, trialSeed } from "../../../src/search/math/rng.ts"

const seeds = fc.maxSafeNat()
const numbers = fc.nat({ max: 0xffff_ffff })
const purposes = fc.string({ maxLength: 12 })

const bitsOf = (seed: number, trial: number, purpose: string, count = 4): ReadonlyArray<number> => {
  const rng = rngFor(seed, trial, purpose)
  return Array.from({ length: count }, () => rng.bits())
}

describe("philox", () => {
  const ones = 0xffff_ffff
  // From kat_vectors of Random123 (Salmon et al. 2011): philox4x32 with 10 rounds.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
    ],
    [
      [ones, ones, ones, ones],
      [ones, ones],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
    ]
  ])("turns the counter %j under the key %j into the published block", (counter, [key0, key1], block) => {
    expect([...philox(Uint32Array.from(counter), key0!, key1!)]).toEqual(block)
  })
})

describe("a stream", () => {
  it("depends on nothing but seed, trial and purpose", () => {
    fc.assert(
      fc.property(seeds, numbers, purposes, (seed, trial, purpose) => {
        expect(bitsOf(seed, trial, purpose)).toEqual(bitsOf(seed, trial, purpose))
      })
    )
  })

  it("is another one for another seed, trial or purpose", () => {
    fc.assert(
      fc.property(seeds, seeds, numbers, numbers, (seed, otherSeed, trial, otherTrial) => {
        fc.pre(seed !== otherSeed && trial !== otherTrial)
        const streams = [
          bitsOf(seed, trial, "random"),
          bitsOf(otherSeed, trial, "random"),
          bitsOf(seed, otherTrial, "random"),
          bitsOf(seed, trial, "shuffle")
        ]
        expect(new Set(streams.map(String)).size).toBe(4)
      })
    )
  })

  it("counts the high half of the seed too", () => {
    expect(bitsOf(7 + 2 ** 32, 0, "random")).not.toEqual(bitsOf(7, 0, "random"))
  })

  it("goes on from any position as if it had not been interrupted", () => {
    fc.assert(
      fc.property(
        seeds,
        numbers,
        fc.array(fc.constantFrom("bits", "uniform", "normal", "below"), { maxLength: 9 }),
        (seed, trial, draws) => {
          const rng = rngFor(seed, trial, "training")
          for (const draw of draws) rng[draw](9)
          const resumed = rngFor(seed, trial, "training", rng.position())
          for (let draw = 0; draw < 9; draw++) expect(resumed.bits()).toBe(rng.bits())
          expect(resumed.position()).toBe(rng.position())
        }
      )
    )
  })

  it("goes on beyond 2³² blocks", () => {
    const far = rngFor(1, 2, "far", 2 ** 34)
    const near = rngFor(1, 2, "far")
    expect(far.bits()).not.toBe(near.bits())
    expect(far.position()).toBe(2 ** 34 + 1)
  })

  it("has the values that it has always had", () => {
    const rng = rngFor(7, 3, "random")
    expect([rng.bits(), rng.uniform(), rng.below(1000), rng.normal()]).toMatchInlineSnapshot(`
      [
        1266041187,
        0.15664834825701124,
        900,
        -0.9984241310063247,
      ]
    `)
  })
})

describe("numbers from a stream", () => {
  const count = 40_000
  const drawn = (purpose: string, draw: (rng: ReturnType<typeof rngFor>) => number): ReadonlyArray<number> => {
    const rng = rngFor(2024, 0, purpose)
    return Array.from({ length: count }, () => draw(rng))
  }
  const moment = (values: ReadonlyArray<number>, power: number, centre = 0): number =>
    values.reduce((total, value) => total + (value - centre) ** power, 0) / values.length

  it("are 32 random bits, each of them set half of the time", () => {
    const values = drawn("bits", (rng) => rng.bits())
    for (let bit = 0; bit < 32; bit++) {
      const set = values.filter((value) => Math.floor(value / 2 ** bit) % 2 === 1).length
      // Five standard deviations of a binomial.
      expect(Math.abs(set - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4))
    }
  })

  it("are uniform in [0, 1)", () => {
    const values = drawn("uniform", (rng) => rng.uniform())
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
    // The k-th moment is 1 / (k + 1), its standard error less than 0.5 / √count.
    for (const power of [1, 2, 3]) expect(moment(values, power)).toBeCloseTo(1 / (power + 1), 2)
    const cells = Array.from({ length: 20 }, () => 0)
    for (const value of values) cells[Math.floor(value * 20)]!++
    const expected = count / 20
    const chiSquared = cells.reduce((total, cell) => total + (cell - expected) ** 2 / expected, 0)
    // The 99.9 % quantile of χ² with 19 degrees of freedom.
    expect(chiSquared).toBeLessThan(43.8)
  })

  it("are uniform integers below a bound", () => {
    const values = drawn("below", (rng) => rng.below(6))
    for (let face = 0; face < 6; face++) {
      const seen = values.filter((value) => value === face).length
      expect(Math.abs(seen - count / 6)).toBeLessThan(5 * Math.sqrt((count * 5) / 36))
    }
    expect(new Set(values).size).toBe(6)
  })

  it("are standard normal: mean 0, variance 1, skewness 0, kurtosis 3", () => {
    const values = drawn("normal", (rng) => rng.normal())
    expect(values.every(Number.isFinite)).toBe(true)
    // Standard errors: 0.005, 0.007, 0.012 (of skewness) and 0.024 (of kurtosis); five of each are allowed.
    expect(Math.abs(moment(values, 1))).toBeLessThan(0.025)
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(0.036)
    expect(Math.abs(moment(values, 3))).toBeLessThan(0.1)
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(0.25)
  })
})

describe("the seed of a trial", () => {
  it("is the one that it has always been", () => {
    expect([0, 1, 2, 59].map((trial) => trialSeed(7, trial))).toMatchInlineSnapshot(`
      [
        2115167499,
        677901930,
        1140631507,
        3778913073,
      ]
    `)
    expect(trialSeed(0, 0)).toMatchInlineSnapshot(`2229492027`)
    expect(trialSeed(2 ** 40 + 7, 0)).toMatchInlineSnapshot(`1776726716`)
  })

  it("is an unsigned 32-bit integer, different for every trial of a study of usual length", () => {
    const all = Array.from({ length: 1000 }, (_, trial) => trialSeed(7, trial))
    for (const seed of all) expect(seed >>> 0).toBe(seed)
    expect(new Set(all).size).toBe(1000)
  })
})
