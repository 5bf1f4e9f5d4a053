import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { batchesOf, judgingBatches } from "../../../src/train/fitting/batches.ts"
import { look, unwatched, type StoppingRules } from "../../../src/train/fitting/stopping.ts"

const everything = (batches: ReadonlyArray<Int32Array>) =>
  batches.flatMap((batch) => Array.from(batch)).toSorted((a, b) => a - b)
const indices = (count: number) => Array.from({ length: count }, (_, index) => index)

describe("batches", () => {
  const batching = fc.record({
    count: fc.integer({ min: 1, max: 90 }),
    batchSize: fc.integer({ min: 1, max: 20 }),
    seed: fc.nat(),
    stream: fc.nat({ max: 5 })
  })

  it("hold every example once, by length or not", () => {
    fc.assert(
      fc.property(batching, fc.boolean(), (settings, byLength) => {
        const lengths = byLength ? { lengths: indices(settings.count).map((index) => (index * 7) % 5) } : {}
        const batches = batchesOf({ ...settings, ...lengths }, 1)
        expect(everything(batches)).toEqual(indices(settings.count))
        expect(batches).toHaveLength(Math.ceil(settings.count / settings.batchSize))
        expect(everything(judgingBatches(settings.count, settings.batchSize, lengths.lengths))).toEqual(
          indices(settings.count)
        )
      })
    )
  })

  it("depend on seed, stream and epoch alone", () => {
    const settings = { count: 40, batchSize: 8, seed: 1, stream: 0 }
    expect(batchesOf(settings, 1)).toEqual(batchesOf(settings, 1))
    expect(batchesOf(settings, 2)).not.toEqual(batchesOf(settings, 1))
    expect(batchesOf({ ...settings, seed: 2 }, 1)).not.toEqual(batchesOf(settings, 1))
    expect(batchesOf({ ...settings, stream: 1 }, 1)).not.toEqual(batchesOf(settings, 1))
  })

  it("of known lengths need much less padding", () => {
    const lengths = indices(400).map((index) => 1 + ((index * 37) % 50))
    const padding = (batches: ReadonlyArray<Int32Array>) =>
      batches.reduce((sum, batch) => {
        const own = Array.from(batch, (index) => lengths[index]!)
        return sum + own.length * Math.max(...own) - own.reduce((a, b) => a + b, 0)
      }, 0)
    const settings = { count: 400, batchSize: 16, seed: 3, stream: 0 }
    expect(padding(batchesOf({ ...settings, lengths }, 1))).toBeLessThan(0.3 * padding(batchesOf(settings, 1)))
    // One text of fifty words among short ones must not make fifty places of each.
    const few = indices(40).map((index) => (index === 7 ? 50 : 4 + (index % 4)))
    const judged = judgingBatches(40, 128, few)
    const places = judged.reduce((sum, batch) => sum + batch.length * Math.max(...Array.from(batch, (k) => few[k]!)), 0)
    expect(places).toBeLessThan(1.3 * few.reduce((a, b) => a + b, 0))
  })
})

describe("stopping", () => {
  const rules: StoppingRules = { direction: "minimize", patience: 2, minDelta: 0.01, overfitting: undefined }
  const ends = (
    values: ReadonlyArray<number>,
    changed: Partial<StoppingRules> = {},
    gaps: ReadonlyArray<number> = []
  ) => {
    let watch = unwatched
    for (const [index, value] of values.entries()) {
      const seen = look(watch, { ...rules, ...changed }, index + 1, value, gaps[index])
      watch = seen.watch
      if (seen.stop !== undefined) return { epoch: index + 1, why: seen.stop, best: watch.bestEpoch }
    }
    return { epoch: values.length, why: undefined, best: watch.bestEpoch }
  }

  it("waits for something better, by its patience", () => {
    expect(ends([1, 0.9, 0.95, 0.92])).toEqual({ epoch: 4, why: "patience", best: 2 })
    expect(ends([1, 0.9, 0.95, 0.8, 0.85])).toEqual({ epoch: 5, why: undefined, best: 4 })
    expect(ends([0.5, 0.6, 0.7], { direction: "maximize" })).toEqual({ epoch: 3, why: undefined, best: 3 })
  })

  it("does not count what is hardly better", () => {
    expect(ends([1, 0.995, 0.992])).toEqual({ epoch: 3, why: "patience", best: 1 })
  })

  it("stops when validation and training loss have come apart", () => {
    const overfitting = { gap: 0.2, epochs: 2 }
    const falling = [1, 0.9, 0.8, 0.7, 0.6]
    expect(ends(falling, { overfitting }, [0.1, 0.3, 0.1, 0.3, 0.3])).toEqual({ epoch: 5, why: "overfitting", best: 5 })
    expect(ends(falling, { overfitting }, [0.1, 0.3, 0.1, 0.3, 0.1]).why).toBe(undefined)
  })

  it("never takes NaN for the best", () => {
    expect(ends([NaN, NaN])).toEqual({ epoch: 2, why: "patience", best: 0 })
    expect(ends([NaN, 1, NaN]).best).toBe(2)
  })
})
