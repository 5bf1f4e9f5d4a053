import { describe, expect, it } from "vitest"
import { Courtesy } from "../../src/store/sqlite/Courtesy.ts"

describe("a writer's courtesy", () => {
  it("costs one that is alone nothing", () => {
    const courtesy = new Courtesy()
    for (let now = 0; now < 100; now++) {
      expect(courtesy.due(now)).toBeLessThanOrEqual(0)
      courtesy.wrote(now, false)
    }
  })

  it("leaves the file to others for longer the more it meets them, within bounds, and forgets them", () => {
    const courtesy = new Courtesy()
    const rests = Array.from({ length: 20 }, () => {
      courtesy.wrote(1_000, true)
      return courtesy.due(1_000)
    })
    expect(rests[0]).toBeGreaterThan(0)
    expect(rests[1]).toBeGreaterThan(rests[0]!)
    expect(rests.at(-1)).toBe(10)
    expect(courtesy.due(1_004)).toBe(6)
    expect(courtesy.due(2_000)).toBeLessThanOrEqual(0)
    for (let write = 0; write < 30; write++) courtesy.wrote(3_000, false)
    expect(courtesy.due(3_000)).toBeLessThanOrEqual(0)
  })
})
