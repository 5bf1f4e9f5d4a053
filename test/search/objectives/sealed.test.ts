import { describe, expect, it } from "vitest"
import { sealedOnly, unsealedOnly } from "../../../src/search/objectives/sealed.ts"
import { float, study, type Study } from "hypersweep"

const sealing = (sealed: unknown, more: object = {}): Study =>
  study({
    space: { x: float(0, 1) },
    objective: { maximize: "accuracy" },
    constraints: { latency: { atMost: 20 } },
    sealed: sealed as ReadonlyArray<string>,
    train: () => ({ accuracy: 1, latency: 1 }),
    ...more
  })

describe("sealed metrics", () => {
  it("are part of a study", () => {
    expect(sealing(["testAccuracy", "testAccuracy"]).sealed).toEqual(["testAccuracy"])
    expect(sealing(undefined).sealed).toEqual([])
  })

  it.each([["accuracy"], ["latency"]])("must not decide about trials, as %s does", (metric) => {
    expect(() => sealing([metric])).toThrow(/decides about trials/)
  })

  it.each([["testAccuracy"], [[7]], [{}], [[""]]])("are a list of names, which %j is not", (value) => {
    expect(() => sealing(value)).toThrow(/list of metrics/)
  })

  it("are taken out, and nothing else is", () => {
    const metrics = { accuracy: 0.5, test: 0.25 }
    expect(unsealedOnly(["test"], metrics)).toEqual({ accuracy: 0.5 })
    expect(sealedOnly(["test"], metrics)).toEqual({ test: 0.25 })
    expect(unsealedOnly([], metrics)).toBe(metrics)
  })
})
