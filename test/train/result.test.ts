import { describe, expect, it } from "vitest"
import { checkMetrics } from "../../src/train/result.ts"

class Tensor {}

describe("checkMetrics", () => {
  it("takes numbers by name, not finite ones too, and leaves out what is undefined", () => {
    expect(checkMetrics({ a: 1, b: NaN, c: -Infinity, d: undefined }, "train returned")).toEqual({
      metrics: { a: 1, b: NaN, c: -Infinity }
    })
  })

  it.each([undefined, null])("calls %s no result", (value) => {
    expect(checkMetrics(value, "train returned")).toMatchObject({
      problem: "noResult",
      message: expect.stringContaining("train returned nothing") as string
    })
  })

  it.each([
    [0.9, "a number"],
    ["high", "a string"],
    [[1, 2], "an array"],
    [true, "a boolean"]
  ])("refuses %j in place of metrics", (value, name) => {
    expect(checkMetrics(value, "train returned")).toMatchObject({
      problem: "wrongType",
      message: expect.stringContaining(name) as string
    })
  })

  it.each([
    [{ accuracy: "0.9" }, 'a string as "accuracy"'],
    [{ accuracy: [1] }, 'an array as "accuracy"'],
    [{ accuracy: null }, 'null as "accuracy"'],
    [{ accuracy: { value: 1 } }, 'an object as "accuracy"'],
    [{ accuracy: 1n }, 'a bigint as "accuracy"']
  ])("names what is wrong with an entry (%#)", (value, said) => {
    expect(checkMetrics(value, "train returned")).toMatchObject({
      problem: "wrongType",
      message: expect.stringContaining(said) as string
    })
  })

  it("says how to read a number out of a tensor", () => {
    expect(checkMetrics({ loss: new Tensor() }, "train returned")).toMatchObject({
      message: expect.stringContaining("await tensor.data()") as string
    })
  })

  it("recognises a tensor that is returned in place of metrics", () => {
    const tensor = Object.assign(new Tensor(), { id: 3, dtype: "float32" })
    expect(checkMetrics(tensor, "train returned")).toEqual({
      problem: "wrongType",
      message:
        "train returned a Tensor in place of metrics by name. Read the number out of the tensor: (await tensor.data())[0]."
    })
  })

  it("takes metrics without a prototype, and of a class of one's own", () => {
    class Metrics {
      readonly loss = 1
    }
    expect(checkMetrics(Object.assign(Object.create(null), { loss: 1 }), "train returned")).toEqual({
      metrics: { loss: 1 }
    })
    expect(checkMetrics(new Metrics(), "train returned")).toEqual({ metrics: { loss: 1 } })
  })

  it("begins with what was asked", () => {
    expect(checkMetrics(3, "report(1, …) was given")).toMatchObject({
      message: expect.stringMatching(/^report\(1, …\) was given a number/) as string
    })
  })
})
