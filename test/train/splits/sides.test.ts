import { describe, expect, it } from "vitest"
import { fingerprint } from "../../../src/train/fingerprint.ts"
import { holdOut } from "../../../src/train/splits/holdOut.ts"
import { kFold } from "../../../src/train/splits/kFold.ts"
import { sideOf, take } from "../../../src/train/splits/sides.ts"

describe("take", () => {
  const split = holdOut(10, { seed: 1, validation: 0.3, test: 0.2 })

  it("gives the rows of a side, which remember it", () => {
    const letters = [..."abcdefghij"]
    const test = take(split.test, letters)
    expect(test).toEqual(split.test.map((index) => letters[index]))
    expect([sideOf(take(split.train, letters)), sideOf(take(split.validation, letters)), sideOf(test)]).toEqual([
      "train",
      "validation",
      "test"
    ])
    expect(take(split.test, Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9))).toEqual([...split.test])
    expect(sideOf(letters)).toBe(undefined)
    expect(Object.keys(test)).toEqual(["0", "1"])
  })

  it("splits a side once more", () => {
    const inner = holdOut(split.train.length, { seed: 2, validation: 0.4 })
    const chosen = take(inner.validation, split.train)
    expect(sideOf(chosen)).toBe("validation")
    expect(chosen.every((index) => split.train.includes(index))).toBe(true)
  })

  it("refuses rows that are too few", () => {
    const [fold] = kFold(4, 2, 0)
    expect(() => take(fold!.train, ["a"])).toThrow("there are only 1 rows to take from")
  })
})

describe("fingerprint", () => {
  it("depends on every part, on their order and on the borders between them", () => {
    const all = [
      fingerprint(["a", "b"], [0, 1]),
      fingerprint(["a", "b"], [1, 0]),
      fingerprint([0, 1], ["a", "b"]),
      fingerprint(["a"], ["b"], [0, 1]),
      fingerprint(Float32Array.of(1, 2)),
      fingerprint(Int32Array.of(1, 2)),
      fingerprint(Float32Array.of(1), Float32Array.of(2))
    ]
    expect(new Set(all).size).toBe(all.length)
    expect(fingerprint(["a", "b"], [0, 1])).toBe(all[0])
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{16}$/)
  })
})
