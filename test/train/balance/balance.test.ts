import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isSweepError } from "../../../src/errors.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { balancedClassWeights } from "../../../src/train/balance/classWeights.ts"
import { oversampled, undersampled } from "../../../src/train/balance/sampling.ts"
import { minMaxScaler, standardScaler } from "../../../src/train/balance/scaling.ts"
import { smote } from "../../../src/train/balance/smote.ts"
import { holdOut } from "../../../src/train/splits/holdOut.ts"
import { groupedKFold, stratifiedKFold } from "../../../src/train/splits/kFold.ts"
import { sideOf, take } from "../../../src/train/splits/sides.ts"
import { refusal } from "../../support/refusal.ts"

const rng = rngFor(1, 0, "rows")
const labels = Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? 1 : 0))
const rows = labels.map((label) => [label + rng.uniform(), 10 * rng.normal(), rng.below(3)])
const split = holdOut(100, { seed: 3, validation: 0.2, test: 0.1, labels })
const x = take(split.train, rows)
const y = take(split.train, labels)

const counted = (values: ReadonlyArray<number>) => [0, 1].map((label) => values.filter((one) => one === label).length)

const leak = (body: () => unknown) => {
  try {
    body()
  } catch (error) {
    if (isSweepError(error) && error._tag === "DataLeak") return { message: error.message, hint: error.hint }
    throw error
  }
  throw new Error("It was not refused.")
}

describe("what is fitted before the split", () => {
  const before = rows as never
  const names = labels as never
  it.each<[string, () => unknown]>([
    ["standardScaler", () => standardScaler(before)],
    ["minMaxScaler", () => minMaxScaler(before)],
    ["smote", () => smote(before, names, { seed: 0 })],
    ["smote", () => smote(x, names, { seed: 0 })],
    ["oversampled", () => oversampled(names, { seed: 0 })],
    ["undersampled", () => undersampled(names, { seed: 0 })]
  ])("is refused by %s, with the reason", (name, body) => {
    const { hint, message } = leak(body)
    expect(message).toContain(`${name} was given rows that come from no split.`)
    expect(message).toContain("the score would be too good")
    expect(hint).toBe("Split first, then take the training side: const rows = take(split.train, all).")
  })

  it.each(["validation", "test"] as const)("is refused on the %s side too", (side) => {
    const judging = take(split[side], rows) as never
    expect(leak(() => standardScaler(judging)).message).toContain(`the ${side} side of a split`)
    expect(leak(() => smote(judging, y, { seed: 0 })).message).toContain(`the ${side} side of a split`)
  })

  it("does not compile", () => {
    const wrong = () => {
      // @ts-expect-error plain rows have no side
      standardScaler(rows)
      // @ts-expect-error the validation side judges
      standardScaler(take(split.validation, rows))
      // @ts-expect-error plain labels have no side
      oversampled(labels, { seed: 0 })
    }
    expect(wrong).toThrow()
  })

  it("is noticed when what was resampled is split afterwards", () => {
    const made = smote(x, y, { seed: 0 })
    const again = take(oversampled(y, { seed: 0 }), y)
    for (const one of [made.y, again]) {
      expect(leak(() => stratifiedKFold(one, 2, 0)).hint).toBe("Split first, then resample the training side.")
      expect(leak(() => groupedKFold(one, 2, 0)).message).toContain("would stand on both sides")
      expect(leak(() => holdOut(one.length, { seed: 0, validation: 0.5, labels: one })).message).toContain("holdOut")
    }
    expect(leak(() => stratifiedKFold(made.y, 2, 0)).message).toContain("after SMOTE")
  })
})

describe("scalers", () => {
  it("give the training side mean 0 and deviation 1, and use its numbers for the others", () => {
    const scaler = standardScaler(x)
    const scaled = scaler.apply(x)
    for (const column of [0, 1, 2]) {
      const values = scaled.map((row) => row[column]!)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
      expect(mean).toBeCloseTo(0, 10)
      expect(deviation).toBeCloseTo(1, 10)
    }
    const judged = scaler.apply(take(split.validation, rows))
    expect(sideOf(judged)).toBe("validation")
    const [first] = split.validation
    const values = x.map((row) => row[1]!)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    expect(judged[0]![1]).toBeCloseTo((rows[first!]![1]! - mean) / deviation, 10)
  })

  it("bring columns to 0 … 1", () => {
    const scaled = minMaxScaler(x).apply(x)
    for (const column of [0, 1, 2]) {
      const values = scaled.map((row) => row[column]!)
      expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1])
    }
  })

  it("leave constant columns at 0", () => {
    const constant = take(
      split.train,
      labels.map(() => [0.1, 1e9])
    )
    for (const make of [standardScaler, minMaxScaler]) {
      expect(
        make(constant)
          .apply(constant)
          .flat()
          .every((value) => Math.abs(value) < 1e-6)
      ).toBe(true)
    }
  })

  it("refuse what is missing", () => {
    const holes = take(
      split.train,
      labels.map((_, row) => [row === split.train[2] ? NaN : 1])
    )
    expect(refusal(() => standardScaler(holes)).message).toBe("standardScaler was given NaN in column 0 of row 2.")
    const uneven = take(
      split.train,
      labels.map((_, row) => (row === split.train[1] ? [1] : [1, 2]))
    )
    expect(refusal(() => minMaxScaler(uneven)).message).toContain("a row of 1 columns after rows of 2")
  })
})

describe("balancedClassWeights", () => {
  it("gives every class the same part of the whole, and examples a mean of 1", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1 }), (some) => {
        fc.pre(new Set(some).size === Math.max(...some) + 1)
        const weights = balancedClassWeights(some)
        const parts = [...new Set(some)].map((label) => some.filter((one) => one === label).length * weights[label]!)
        for (const part of parts) expect(part).toBeCloseTo(parts[0]!, 9)
        expect(some.reduce((sum, label) => sum + weights[label]!, 0)).toBeCloseTo(some.length, 9)
      })
    )
    expect([...balancedClassWeights([0, 0, 0, 1])]).toEqual([2 / 3, 2])
  })

  it("refuses a class without examples", () => {
    expect(refusal(() => balancedClassWeights([1, 1, 1])).message).toBe(
      "Balanced class weights were asked for, and class 0 of 0 … 1 has no example."
    )
    expect(refusal(() => balancedClassWeights([0, 0, 2])).hint).toContain("Number the classes from 0 without a gap")
  })
})

describe("sampling", () => {
  it("brings small classes up, each example about equally often", () => {
    const chosen = oversampled(y, { seed: 1 })
    expect(counted(take(chosen, y))).toEqual([63, 63])
    const times = y.flatMap((label, place) => (label === 1 ? [chosen.filter((one) => one === place).length] : []))
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1)
    expect(counted(take(oversampled(y, { seed: 1, ratio: 0.5 }), y))).toEqual([63, 32])
    expect(sideOf(take(chosen, x))).toBe("train")
  })

  it("brings large classes down, each example at most once", () => {
    const chosen = undersampled(y, { seed: 1 })
    expect(counted(take(chosen, y))).toEqual([7, 7])
    expect(new Set(chosen).size).toBe(chosen.length)
    expect(counted(take(undersampled(y, { seed: 1, ratio: 0.25 }), y))).toEqual([28, 7])
  })

  it("follows its seed", () => {
    for (const sample of [oversampled, undersampled]) {
      expect(sample(y, { seed: 1 })).toEqual(sample(y, { seed: 1 }))
      expect(sample(y, { seed: 1 })).not.toEqual(sample(y, { seed: 2 }))
    }
  })

  it.each([0, 1.5, NaN])("refuses a ratio of %s", (ratio) => {
    expect(refusal(() => oversampled(y, { seed: 0, ratio })).message).toContain(`A ratio of ${ratio}`)
  })
})

describe("smote", () => {
  /** Whether a point lies on the segment between two rows, in the given columns. */
  const isBetween = (point: ReadonlyArray<number>, a: ReadonlyArray<number>, b: ReadonlyArray<number>) => {
    const shares = [0, 1].map((k) => (point[k]! - a[k]!) / (b[k]! - a[k]!))
    return Math.abs(shares[0]! - shares[1]!) < 1e-9 && shares[0]! >= 0 && shares[0]! <= 1
  }

  it("keeps what there was, and adds rows between an example and one of its nearest of the same class", () => {
    const plain = take(
      split.train,
      rows.map(([a, b]) => [a!, b!])
    )
    const made = smote(plain, y, { seed: 2, neighbours: 3 })
    expect(counted(made.y)).toEqual([63, 63])
    expect(made.x.slice(0, plain.length)).toEqual([...plain])
    const rare = plain.filter((_, place) => y[place] === 1)
    const near = rare.map((row) =>
      rare
        .filter((other) => other !== row)
        .toSorted((a, b) => Math.hypot(a[0]! - row[0]!, a[1]! - row[1]!) - Math.hypot(b[0]! - row[0]!, b[1]! - row[1]!))
        .slice(0, 3)
    )
    for (const point of made.x.slice(plain.length)) {
      expect(rare.some((row, k) => near[k]!.some((other) => isBetween(point, row, other)))).toBe(true)
    }
  })

  it("gives new examples the most frequent category of their neighbours", () => {
    const made = smote(x, y, { seed: 2, categorical: [2] })
    for (const row of made.x.slice(x.length)) expect([0, 1, 2]).toContain(row[2])
  })

  it("takes the category that most neighbours have, not the start's own", () => {
    const places = holdOut(20, { seed: 0, validation: 0.25 })
    // Of the rare class, one example is of category 9 and stands in the midst of five of category 4.
    const row = (index: number) => {
      const place = places.train.indexOf(index)
      return place === 0 ? [0, 9] : [place, place < 6 ? 4 : 7]
    }
    const all = Array.from({ length: 20 }, (_, index) => row(index))
    const names = Array.from({ length: 20 }, (_, index) => (places.train.indexOf(index) < 6 ? "rare" : "often"))
    const grown = smote(take(places.train, all), take(places.train, names), { seed: 1, categorical: [1] })
    expect(grown.x.slice(15).map(([, category]) => category)).toEqual([4, 4, 4])
  })

  it("follows its seed", () => {
    expect(smote(x, y, { seed: 1 })).toEqual(smote(x, y, { seed: 1 }))
    expect(smote(x, y, { seed: 1 })).not.toEqual(smote(x, y, { seed: 2 }))
  })

  it("refuses one class alone", () => {
    const alone = take(
      split.train,
      labels.map(() => "one")
    )
    expect(refusal(() => smote(x, alone, { seed: 0 })).message).toBe(
      "smote was given one class alone, one: there is nothing to balance."
    )
  })

  it("refuses a class of one, and rows that do not match their labels", () => {
    const lonely = take(
      split.train,
      labels.map((_, row) => (row === split.train[0] ? "one" : "many"))
    )
    expect(refusal(() => smote(x, lonely, { seed: 0 })).message).toContain("Class one has a single training example")
    const fewer = take(holdOut(50, { seed: 0, validation: 0.2 }).train, labels)
    const gaps = take(
      split.train,
      rows.map((row, index) => (index % 9 === 0 ? [row[0]!, NaN, row[2]!] : row))
    )
    expect(refusal(() => smote(gaps, y, { seed: 0 })).message).toContain("smote was given NaN in column 1 of row")
    expect(refusal(() => smote(x, fewer, { seed: 0 })).message).toBe("smote was given 70 rows and 40 labels.")
  })
})
