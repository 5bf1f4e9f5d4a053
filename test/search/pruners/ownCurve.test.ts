/** Pruners that go by the trial's own curve, and by the others' at most for comparison. */
import { describe, expect, it } from "vitest"
import { patience } from "../../../src/search/pruners/patience.ts"
import { threshold } from "../../../src/search/pruners/threshold.ts"
import type { Verdict } from "../../../src/search/Pruner.ts"
import { completed, judge, requestFor, type Points } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

const reasonOf = (verdict: Verdict): string => (verdict._tag === "Continue" ? "" : verdict.reason)

describe("threshold, minimising", () => {
  const bounded = threshold({ lower: 1, upper: 9, warmUpSteps: 2 })
  it.each<[Points, string]>([
    [[[2, 99]], ""],
    [[[3, 9]], ""],
    [[[3, 9.1]], "<9.1> at step 3 is above the upper bound 9"],
    [[[3, 1]], ""],
    [[[3, 0.9]], "<0.9> at step 3 is below the lower bound 1"],
    [[[1, NaN]], "not a number at step 1"],
    [[[1, Infinity]], "infinite at step 1"],
    [[[1, -Infinity]], "infinite at step 1"]
  ])("%j: %s", (points, reason) => {
    expect(reasonOf(judge(bounded, points, []))).toBe(reason)
  })
})

describe("threshold, maximising", () => {
  // An accuracy of 0.3 is -0.3 inside search.
  const verdict = (value: number) =>
    threshold({ lower: 0.5 }).judge({ ...requestFor([[1, -value]], []), asReported: (inside) => -inside })
  it("takes the bounds in the values that train reports", () => {
    expect(reasonOf(verdict(0.3))).toBe("<-0.3> at step 1 is below the lower bound 0.5")
    expect(verdict(0.5)._tag).toBe("Continue")
    expect(verdict(0.9)._tag).toBe("Continue")
  })
})

describe("divergence", () => {
  const hundredfold = threshold({ divergence: 100 })
  const others = completed([[1, 1]], [[1, 2]], [[1, 3]], [[1, NaN]])

  it("is measured by the trial's own first value", () => {
    const growing = (value: number): Points => [
      [1, 2],
      [2, value]
    ]
    expect(judge(hundredfold, growing(200), [])._tag).toBe("Continue")
    expect(reasonOf(judge(hundredfold, growing(201), []))).toBe("<201> at step 2 has diverged: values of <2> are usual")
  })

  it("is measured by the median of the others where there is no first value", () => {
    expect(judge(hundredfold, [[1, 200]], others)._tag).toBe("Continue")
    expect(reasonOf(judge(hundredfold, [[1, 201]], others))).toBe(
      "<201> at step 1 has diverged: values of <2> are usual"
    )
  })

  it("goes by the larger of the two, and by neither where there is none", () => {
    const points: Points = [
      [1, 0.001],
      [2, 150]
    ]
    const at2 = completed([[2, 2]], [[2, 2]])
    expect(judge(hundredfold, points, at2)._tag).toBe("Continue")
    expect(judge(hundredfold, points, [])._tag).toBe("Prune")
    expect(judge(hundredfold, [[1, 1e30]], [])._tag).toBe("Continue")
  })

  it("is never an improvement", () => {
    expect(
      judge(
        hundredfold,
        [
          [1, 1],
          [2, -1e9]
        ],
        others
      )._tag
    ).toBe("Continue")
  })
})

describe("patience", () => {
  const two = patience({ steps: 2 })
  it.each<[string, Points, string]>([
    [
      "one step after the best",
      [
        [1, 5],
        [2, 6]
      ],
      ""
    ],
    [
      "two steps after the best",
      [
        [1, 5],
        [2, 6],
        [3, 5.5]
      ],
      "no improvement in the 2 steps since <5> at step 1"
    ],
    [
      "steps count, not reports",
      [
        [1, 5],
        [9, 6]
      ],
      "no improvement in the 8 steps since <5> at step 1"
    ],
    [
      "an equal value is no improvement",
      [
        [1, 5],
        [2, 5],
        [3, 5]
      ],
      "no improvement in the 2 steps since <5> at step 1"
    ],
    [
      "an improvement starts the count again",
      [
        [1, 5],
        [2, 4],
        [3, 6]
      ],
      ""
    ],
    [
      "a late improvement is in time with the report that brings it",
      [
        [1, 5],
        [9, 4]
      ],
      ""
    ],
    [
      "NaN before was no improvement",
      [
        [1, NaN],
        [2, 5],
        [3, 6]
      ],
      ""
    ],
    [
      "NaN",
      [
        [1, 5],
        [2, NaN]
      ],
      "not a number at step 2"
    ]
  ])("%s", (_what, points, reason) => {
    expect(reasonOf(judge(two, points, []))).toBe(reason)
  })

  it("asks for more than minDelta", () => {
    const points: Points = [
      [1, 5],
      [2, 4],
      [3, 3.5]
    ]
    expect(judge(patience({ steps: 2, minDelta: 0.9 }), points, [])._tag).toBe("Continue")
    expect(reasonOf(judge(patience({ steps: 2, minDelta: 2 }), points, []))).toBe(
      "no improvement by more than 2 in the 2 steps since <5> at step 1"
    )
  })
})

describe("refusals", () => {
  it.each([
    [() => patience({ steps: 0 }), "patience: steps must be at least 1, but it is 0."],
    [() => patience({ steps: 1, minDelta: -1 }), "patience: minDelta must be at least 0, but it is -1."],
    [() => threshold({ lower: 2, upper: 1 }), "threshold: lower must be below upper (1), but it is 2."],
    [() => threshold({ divergence: 1 }), "threshold: divergence must be above 1, but it is 1."],
    [() => threshold({ warmUpSteps: NaN }), "threshold: warmUpSteps must be at least 0, but it is NaN."]
  ])("%#", (make, message) => {
    expect(refusal(make).message).toBe(message)
  })
})
