import { describe, expect, it } from "vitest"
import { median } from "../../../src/search/pruners/median.ts"
import { completed, curve, judge } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

const three = { startUpTrials: 3 }
/** Complete trials whose best values up to step 2 are 1, 2 and 3. */
const peers = completed(
  [
    [1, 1],
    [2, 7],
    [3, 0]
  ],
  [
    [1, 4],
    [2, 2],
    [3, 0]
  ],
  [
    [1, 3],
    [2, 3],
    [3, 0]
  ]
)

describe("median", () => {
  it("prunes a trial whose best value is worse than the median of the others' best up to the same step", () => {
    expect(
      judge(
        median(three),
        [
          [1, 9],
          [2, 2.5]
        ],
        peers
      )
    ).toEqual({
      _tag: "Prune",
      reason: "best <2.5> up to step 2 is worse than the median <2> of 3 complete trials"
    })
    expect(
      judge(
        median(three),
        [
          [1, 9],
          [2, 1.5]
        ],
        peers
      )._tag
    ).toBe("Continue")
  })

  it("lets ties go on", () => {
    expect(judge(median(three), [[2, 2]], peers)._tag).toBe("Continue")
  })

  it("counts a trial's best, not its last", () => {
    expect(
      judge(
        median(three),
        [
          [1, 0.5],
          [2, 99]
        ],
        peers
      )._tag
    ).toBe("Continue")
  })

  it("takes the mean of the two in the middle where their number is even", () => {
    const four = [...peers, curve(4, [[1, 3]], "complete")]
    // Best values 1, 2, 3, 3: the median is 2.5.
    expect(judge(median(three), [[2, 2.5]], four)._tag).toBe("Continue")
    expect(judge(median(three), [[2, 2.6]], four)).toMatchObject({
      reason: expect.stringContaining("median <2.5> of 4")
    })
  })

  it("prunes nothing before so many trials are complete", () => {
    expect(judge(median({ startUpTrials: 4 }), [[2, 99]], peers)._tag).toBe("Continue")
    const running = [
      ...peers,
      curve(4, [[1, 0]], "running"),
      curve(5, [[1, 0]], "pruned"),
      curve(6, [[1, 0]], "failed")
    ]
    expect(judge(median({ startUpTrials: 4 }), [[2, 99]], running)._tag).toBe("Continue")
    expect(judge(median({ startUpTrials: 4 }), [[2, 99]], [...peers, curve(4, [[1, 0]], "complete")])._tag).toBe(
      "Prune"
    )
    expect(judge(median(), [[2, 99]], peers)._tag).toBe("Continue")
  })

  it("does not count a trial that had reported nothing up to the step, or nothing but NaN", () => {
    const late = [...peers, curve(4, [[3, 0]], "complete"), curve(5, [[1, NaN]], "complete")]
    expect(judge(median({ startUpTrials: 4 }), [[2, 99]], late)._tag).toBe("Continue")
  })

  it("prunes nothing up to the last step of the warm-up", () => {
    const patient = median({ ...three, warmUpSteps: 2 })
    expect(judge(patient, [[2, 99]], peers)._tag).toBe("Continue")
    expect(judge(patient, [[2, NaN]], peers)._tag).toBe("Continue")
    expect(
      judge(
        patient,
        [
          [2, 99],
          [3, 99]
        ],
        peers
      )._tag
    ).toBe("Prune")
  })

  it("prunes what is no number, once the warm-up is over", () => {
    expect(judge(median(three), [[1, NaN]], [])).toEqual({ _tag: "Prune", reason: "not a number at step 1" })
  })

  it.each([
    [{ startUpTrials: 0 }, "median: startUpTrials must be at least 1, but it is 0."],
    [{ startUpTrials: NaN }, "median: startUpTrials must be at least 1, but it is NaN."],
    [{ warmUpSteps: -1 }, "median: warmUpSteps must be at least 0, but it is -1."],
    [{ warmUpSteps: NaN }, "median: warmUpSteps must be at least 0, but it is NaN."]
  ])("refuses %j", (options, message) => {
    const refused = refusal(() => median(options))
    expect(refused.message).toBe(message)
    expect(refused.hint).not.toBe("")
  })

  it("has its settings on record", () => {
    expect(median().settings).toEqual({ startUpTrials: 5, warmUpSteps: 0 })
  })
})
