import { describe, expect, it } from "vitest"
import { type PrunerFlags, prunerWith } from "../../src/cli/prunerFlags.ts"
import { playedPrunerNames, prunerFlags, type PlayedPrunerName } from "../../src/cli/names.ts"
import { UsageError } from "../../src/errors.ts"

const flags = (given: Partial<PrunerFlags> = {}): PrunerFlags => ({
  ...(Object.fromEntries(Object.keys(prunerFlags).map((setting) => [setting, undefined])) as PrunerFlags),
  ...given
})

describe("a pruner from the command line", () => {
  it("is the one of the study file with the same settings", () => {
    expect(prunerWith("asha", flags({ reduction: 4, maxStep: 27 })).settings).toMatchObject({
      reduction: 4,
      maxStep: 27
    })
    expect(prunerWith("percentile", flags({ percentile: 10 })).settings).toMatchObject({ percentile: 10 })
    const least: Partial<Record<PlayedPrunerName, Partial<PrunerFlags>>> = {
      hyperband: { maxStep: 27 },
      extrapolation: { maxStep: 27 },
      patience: { steps: 3 }
    }
    for (const name of playedPrunerNames) expect(prunerWith(name, flags(least[name])).name).toBe(name)
  })

  it.each([
    ["dominated", /rank.*several objectives/],
    ["wilcoxon", /folds/]
  ] as const)("%s is not played, and the hint says why", (name, hint) => {
    expect(() => prunerWith(name, flags())).toThrow(`under the pruner ${name}`)
    expect(() => prunerWith(name, flags())).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }))
  })

  it.each([
    [
      "median",
      { reduction: 4 },
      "The pruner median has no setting --reduction.",
      "It has --start-up-trials, --warm-up-steps."
    ],
    ["none", { maxStep: 4 }, "The pruner none has no setting --max-step.", "It has none at all."],
    ["hyperband", {}, "The pruner hyperband needs --max-step.", "Add it: --pruner hyperband --max-step 27."]
  ] as const)("%s is refused with what it has not, or without what it needs", (name, given, message, hint) => {
    expect(() => prunerWith(name, flags(given))).toThrow(new UsageError(message, hint))
    expect(() => prunerWith(name, flags(given))).toThrow(expect.objectContaining({ hint }))
  })
})
