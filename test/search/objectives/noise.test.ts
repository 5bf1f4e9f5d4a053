import { describe, expect, it } from "vitest"
import { noiseSpec } from "../../../src/search/objectives/noise.ts"
import { refusal } from "../../support/refusal.ts"

describe("declared noise", () => {
  it("allows four trials with the same params, unless it says otherwise", () => {
    expect(noiseSpec(true)).toEqual({ repeats: 4 })
    expect(noiseSpec({ sd: 0.01 })).toEqual({ repeats: 4, sd: 0.01 })
    expect(noiseSpec({ repeats: 2 })).toEqual({ repeats: 2 })
  })

  it("is none by default", () => {
    expect(noiseSpec(undefined)).toBeUndefined()
    expect(noiseSpec(false)).toBeUndefined()
  })

  it.each([
    [0.1, "noise must be true or an object, but it is 0.1."],
    [{ sigma: 1 }, 'noise has no setting "sigma".'],
    [{ sd: 0 }, "noise.sd must be a number above 0, but it is 0."],
    [{ sd: "small" }, 'noise.sd must be a number above 0, but it is "small".'],
    [{ repeats: 1.5 }, "noise.repeats must be a whole number of at least 1, but it is 1.5."]
  ])("is not %j", (noise, message) => {
    expect(refusal(() => noiseSpec(noise as never)).message).toBe(message)
  })
})
