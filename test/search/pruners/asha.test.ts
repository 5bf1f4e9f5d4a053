import { describe, expect, it } from "vitest"
import { asha, type AshaOptions } from "../../../src/search/pruners/asha.ts"
import { completed, curve, judge, requestFor } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

const thirds = { minStep: 1, maxStep: 27, reduction: 3 }

/** Trials that reported one value, at one step. */
const values = (step: number, ...at: ReadonlyArray<number>) => completed(...at.map((value) => [[step, value] as const]))

describe("a rung", () => {
  it("lets the best ⌊m / reduction⌋ of m pass, the judged one included", () => {
    // With it there are six: two pass.
    const five = values(1, 1, 2, 3, 4, 5)
    expect(judge(asha(thirds), [[1, 0.5]], five)._tag).toBe("Continue")
    expect(judge(asha(thirds), [[1, 1.5]], five)._tag).toBe("Continue")
    expect(judge(asha(thirds), [[1, 2.5]], five)).toEqual({
      _tag: "Prune",
      reason: "<2.5> at step 1 is rank 3 of 6 at rung 1; the best 2 pass, the last of them with <2>"
    })
  })

  it("lets only the best pass while there are fewer trials than the reduction", () => {
    expect(judge(asha(thirds), [[1, 5]], [])._tag).toBe("Continue")
    expect(judge(asha(thirds), [[1, 1]], values(1, 2))._tag).toBe("Continue")
    expect(judge(asha(thirds), [[1, 3]], values(1, 2))).toEqual({
      _tag: "Prune",
      reason: "<3> at step 1 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with <2>"
    })
  })

  it("lets ties pass", () => {
    expect(judge(asha(thirds), [[1, 2]], values(1, 2, 2, 2, 2, 2))._tag).toBe("Continue")
    expect(judge(asha(thirds), [[1, 2]], values(1, 1, 1, 2, 2, 2))._tag).toBe("Prune")
  })

  it("counts NaN among the trials, as the worst of them", () => {
    expect(judge(asha(thirds), [[1, 3]], values(1, NaN, NaN, NaN, NaN, 2))._tag).toBe("Continue")
    expect(judge(asha(thirds), [[1, 3]], values(1, NaN, NaN, NaN, 1, 2))._tag).toBe("Prune")
  })

  it("counts the trials whatever has become of them", () => {
    const others = (["pruned", "failed", "running"] as const).map((state, index) => curve(index + 1, [[1, 1]], state))
    expect(judge(asha(thirds), [[1, 2]], others)._tag).toBe("Prune")
  })

  it("does not let a trial pass that is no number, whoever the others are", () => {
    expect(judge(asha(thirds), [[2, NaN]], [])).toEqual({ _tag: "Prune", reason: "not a number at step 2" })
  })
})

describe("the rungs", () => {
  const better = (step: number) => values(step, 0)
  const judged = (options: AshaOptions, step: number): boolean =>
    judge(
      asha(options),
      [
        [step - 1, 9],
        [step, 9]
      ],
      better(step)
    )._tag === "Prune"
  const steps = (options: AshaOptions, upTo: number) =>
    Array.from({ length: upTo - 1 }, (_, index) => index + 2).filter((step) => judged(options, step))

  it("are minStep · reductionᵏ, and none is at or above maxStep", () => {
    expect(steps({ minStep: 2, maxStep: 54, reduction: 3 }, 60)).toEqual([2, 6, 18])
    expect(steps({ minStep: 2, maxStep: 55, reduction: 3 }, 60)).toEqual([2, 6, 18, 54])
    expect(steps({ minStep: 3, reduction: 2 }, 60)).toEqual([3, 6, 12, 24, 48])
  })

  it("start at minStep: before, nothing is judged", () => {
    expect(judge(asha({ minStep: 4, reduction: 3 }), [[3, 9]], values(3, 1, 1, 1))._tag).toBe("Continue")
    expect(judge(asha({ minStep: 4, reduction: 3 }), [[4, 9]], values(4, 1, 1, 1))._tag).toBe("Prune")
  })

  it("judge once: a later report of a trial that has passed is not judged again before the next rung", () => {
    const others = completed(
      [
        [1, 9],
        [2, 0]
      ],
      [
        [1, 9],
        [2, 0]
      ]
    )
    expect(judge(asha(thirds), [[1, 5]], others)._tag).toBe("Continue")
    expect(
      judge(
        asha(thirds),
        [
          [1, 5],
          [2, 99]
        ],
        others
      )._tag
    ).toBe("Continue")
  })

  it("that are skipped are judged by the first report after them", () => {
    // Reports at even steps only: rung 3 is judged at step 4, among the first reports of the others at or after 3.
    const others = completed(
      [
        [2, 9],
        [4, 1]
      ],
      [[3, 1]],
      [[2, 0]]
    )
    expect(
      judge(
        asha(thirds),
        [
          [2, 5],
          [4, 2]
        ],
        others
      )
    ).toEqual({
      _tag: "Prune",
      reason: "<2> at step 4 is rank 3 of 3 at rung 3; the best 1 pass, the last of them with <1>"
    })
    expect(
      judge(
        asha(thirds),
        [
          [2, 5],
          [4, 1]
        ],
        others
      )._tag
    ).toBe("Continue")
  })

  it("that one report passes at once are judged each", () => {
    // At rung 1 it is first of four, at rung 3 second of two.
    const others = completed(
      [[1, 9]],
      [[1, 9]],
      [
        [1, 9],
        [9, 1]
      ]
    )
    expect(judge(asha(thirds), [[10, 2]], others)).toEqual({
      _tag: "Prune",
      reason: "<2> at step 10 is rank 2 of 2 at rung 3; the best 1 pass, the last of them with <1>"
    })
    expect(judge(asha(thirds), [[10, 0.5]], others)._tag).toBe("Continue")
  })

  it("that another trial has not reached are not its business", () => {
    expect(
      judge(
        asha(thirds),
        [
          [1, 1],
          [3, 9]
        ],
        values(1, 0)
      )._tag
    ).toBe("Continue")
  })
})

describe("a trial that can be resumed", () => {
  it("is paused where another would be pruned, with its rung", () => {
    const request = { ...requestFor([[3, 5]], values(3, 1, 2, 3, 4, 6)), resumable: true }
    expect(asha(thirds).judge(request)).toMatchObject({ _tag: "Pause", rung: 1 })
    expect(asha(thirds).judge({ ...request, resumable: false })).toMatchObject({ _tag: "Prune" })
  })
})

describe("asha refuses", () => {
  it.each([
    [{ minStep: 0 }, "asha: minStep must be at least 1, but it is 0.", "first trained step"],
    [{ minStep: NaN }, "asha: minStep must be at least 1, but it is NaN.", "first trained step"],
    [{ reduction: 1 }, "asha: reduction must be at least 2, but it is 1.", "one trial in three"],
    [{ reduction: NaN }, "asha: reduction must be at least 2, but it is NaN.", "one trial in three"],
    [{ minStep: 4, maxStep: 4 }, "asha: maxStep (4) must be above minStep (4).", "last step that train reports"],
    [{ maxStep: 1 }, "asha: maxStep (1) must be above minStep (1).", "last step"],
    [{ maxStep: NaN }, "asha: maxStep (NaN) must be above minStep (1).", "last step"]
  ])("%j", (options, message, hint) => {
    const refused = refusal(() => asha(options))
    expect(refused.message).toBe(message)
    expect(refused.hint).toContain(hint)
  })

  it("nothing of its own settings", () => {
    expect(asha(thirds).settings).toMatchObject(thirds)
    expect(asha().settings).not.toHaveProperty("maxStep")
  })
})
