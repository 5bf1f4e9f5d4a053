/** Schedules against values worked out from their papers, and laws that all of them keep. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  constantRate,
  cosine,
  linearWarmUp,
  oneCycle,
  scheduleOf,
  slantedTriangular,
  type Schedule
} from "../../../src/train/fitting/schedules.ts"
import { refusal } from "../../support/refusal.ts"

const curve = ({ factor }: Schedule, updates: number) =>
  Array.from({ length: updates }, (_, update) => Number(factor(update, updates).toFixed(6)))

describe("schedules", () => {
  it("constant", () => expect(curve(constantRate(), 3)).toEqual([1, 1, 1]))

  it("linear warm-up rises in equal steps, and falls to its floor", () => {
    expect(curve(linearWarmUp({ warmUp: 0.4 }), 10)).toEqual([0.2, 0.4, 0.6, 0.8, 1, 0.8, 0.6, 0.4, 0.2, 0])
    expect(curve(linearWarmUp({ warmUp: 0, floor: 0.5 }), 5)).toEqual([1, 0.875, 0.75, 0.625, 0.5])
  })

  it("cosine is 1 at the start, the middle between at half the way, the floor at the end", () => {
    expect(curve(cosine(), 5)).toEqual([1, 0.853553, 0.5, 0.146447, 0])
    expect(curve(cosine({ warmUp: 0.4, floor: 0.1 }), 10).slice(3)).toEqual([
      0.8, 1, 0.914058, 0.689058, 0.410942, 0.185942, 0.1
    ])
  })

  it("one cycle goes up to the full rate and down to almost nothing", () => {
    const values = curve(oneCycle({ peak: 0.5, start: 10, end: 1000 }), 9)
    // Half a cosine from 0.1 to 1: 0.1 + 0.9·(1 − cos(π/4))/2, and so on.
    expect(values).toEqual([0.1, 0.231802, 0.55, 0.868198, 1, 0.8537, 0.5005, 0.1473, 0.001])
  })

  it("slanted triangular is eq. 3 of its paper", () => {
    const [updates, cut, ratio] = [100, 0.1, 32]
    const top = Math.floor(updates * cut)
    for (let t = 0; t < updates; t++) {
      const p = t < top ? t / top : 1 - (t - top) / (top * (1 / cut - 1))
      expect(slantedTriangular().factor(t, updates)).toBeCloseTo((1 + p * (ratio - 1)) / ratio, 12)
    }
    expect(slantedTriangular().factor(10, 100)).toBe(1)
    expect(slantedTriangular().factor(0, 100)).toBe(1 / 32)
  })

  it("every factor lies between 0 and 1, however long the training", () => {
    const options = fc.record({
      share: fc.double({ min: 0, max: 0.95, noNaN: true }),
      floor: fc.double({ min: 0, max: 1, noNaN: true }),
      updates: fc.integer({ min: 1, max: 60 })
    })
    fc.assert(
      fc.property(options, ({ floor, share, updates }) => {
        for (const schedule of [
          linearWarmUp({ warmUp: share, floor }),
          cosine({ warmUp: share, floor }),
          oneCycle({ peak: share }),
          slantedTriangular({ cut: share })
        ]) {
          for (const factor of curve(schedule, updates)) {
            expect(factor, schedule.name).toBeGreaterThanOrEqual(0)
            expect(factor, schedule.name).toBeLessThanOrEqual(1)
          }
        }
      })
    )
  })

  it("are known by name", () => {
    for (const name of ["constant", "linear", "cosine", "oneCycle", "slantedTriangular"] as const) {
      expect(scheduleOf(name).name).toBe(name)
    }
    expect(refusal(() => scheduleOf("toString" as never)).message).toBe('There is no schedule "toString".')
  })

  it.each<[string, () => unknown]>([
    ["a warm-up of everything", () => linearWarmUp({ warmUp: 1 })],
    ["a negative warm-up", () => cosine({ warmUp: -0.1 })],
    ["a floor above 1", () => cosine({ floor: 2 })],
    ["a cut that is no share", () => slantedTriangular({ cut: NaN })],
    ["a ratio of 0", () => slantedTriangular({ ratio: 0 })],
    ["an infinite start", () => oneCycle({ start: Infinity })]
  ])("refuse %s", (_what, body) => {
    expect(refusal(body).hint).toContain("Give")
  })
})
