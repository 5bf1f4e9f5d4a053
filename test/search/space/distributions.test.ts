import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import type { BranchSpaces, Scalar } from "../../../src/search/SearchSpace.ts"
import { bool, checkSpace, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { fits } from "../../../src/search/space/units.ts"
import { refusal } from "../../support/refusal.ts"
import { spaces } from "../../support/spaces.ts"

/** What JavaScript lets through where TypeScript would not. */
const untyped = <Value>(value: unknown): Value => value as Value

describe("a number", () => {
  it("is plain data with every setting filled in", () => {
    expect(float(0, 1)).toEqual({ _tag: "float", low: 0, high: 1, log: false })
    expect(float(1e-5, 1, { log: true })).toEqual({ _tag: "float", low: 1e-5, high: 1, log: true })
    expect(float(0, 1, { step: 0.25 })).toEqual({ _tag: "float", low: 0, high: 1, log: false, step: 0.25 })
    expect(int(1, 9)).toEqual({ _tag: "int", low: 1, high: 9, log: false, step: 1 })
    expect(int(1, 9, { log: true })).toEqual({ _tag: "int", low: 1, high: 9, log: true, step: 1 })
    expect(int(1, 9, { log: true, step: 1 })).toEqual(int(1, 9, { log: true }))
  })

  it("names no bound that it cannot draw", () => {
    expect(int(0, 10, { step: 4 }).high).toBe(8)
    expect(int(-5, 5, { step: 3 }).high).toBe(4)
    expect(float(0, 1, { step: 0.3 }).high).toBe(0.9)
    expect(int(0, Number.MAX_SAFE_INTEGER).high).toBe(Number.MAX_SAFE_INTEGER)
  })

  it("reaches its upper bound where the steps add up to it in decimal", () => {
    expect(float(0, 0.3, { step: 0.1 }).high).toBe(0.3)
    expect(float(0.1, 0.3, { step: 0.2 }).high).toBe(0.3)
    expect(float(0, 1, { step: 0.1 }).high).toBe(1)
    expect(float(-0.7, 0.7, { step: 0.7 }).high).toBe(0.7)
  })

  it.each([
    [
      "low above high",
      () => float(1, 0),
      "float(1, 0): low must be below high, but low is 1 and high is 0.",
      "Write float(0, 1)."
    ],
    [
      "low equal to high",
      () => int(3, 3),
      "int(3, 3): low must be below high, but low is 3 and high is 3.",
      "For a single value write constant(3)."
    ],
    ["NaN", () => float(NaN, 1), "float(NaN, 1): low and high must be finite numbers.", "for example float(1, 10)"],
    ["infinity", () => int(0, Infinity), "int(0, Infinity): low and high must be finite", "for example int(1, 10)"],
    ["a text", () => float(untyped("0"), 1), "float(0, 1): low and high must be finite", "Write float(low, high)"],
    [
      "a missing bound",
      () => float(1, untyped(undefined)),
      "float(1, undefined): low and high must be finite",
      "Write"
    ],
    ["a range beyond all numbers", () => float(-1e308, 1e308), "the range from low to high is too wide", "exponent"],
    [
      "the log of zero",
      () => float(0, 1, { log: true }),
      "float(0, 1) with log: low must be above 0, but low is 0.",
      "leave log out"
    ],
    ["the log of less than zero", () => int(-1, 1, { log: true }), "int(-1, 1) with log: low must be above 0", "1e-6"],
    [
      "a step longer than the range",
      () => float(0, 1, { step: 2 }),
      "float(0, 1): step 2 is longer than the range 1.",
      "Give a step of at most 1, or write constant(0)."
    ],
    [
      "no step",
      () => int(0, 9, { step: 0 }),
      "int(0, 9): step must be a number above 0, but it is 0.",
      "Leave step out"
    ],
    ["a step backwards", () => float(0, 9, { step: -1 }), "step must be a number above 0, but it is -1.", "positive"],
    [
      "a step that is NaN",
      () => float(0, 9, { step: NaN }),
      "step must be a number above 0, but it is NaN.",
      "positive"
    ],
    ["an endless step", () => float(0, 9, { step: Infinity }), "but it is Infinity.", "positive"],
    [
      "log and step",
      () => int(1, 9, { log: true, step: 2 }),
      "int(1, 9): log and step exclude each other.",
      "ordinal(8, 16, 32)"
    ],
    [
      "log and step of a float",
      () => float(0.3, 9, { log: true, step: 1 }),
      "log and step exclude each other.",
      "ordinal"
    ],
    ["a low that is not whole", () => int(0.5, 3), "int(0.5, 3): low must be whole, but it is 0.5.", "use float"],
    ["a high that is not whole", () => int(0, 2.5), "int(0, 2.5): high must be whole, but it is 2.5.", "Round it"],
    ["a step that is not whole", () => int(0, 3, { step: 1.5 }), "step must be whole, but it is 1.5.", "Round it"],
    ["a bound too large to count", () => int(0, 2 ** 60), "high must be whole", "use float"]
  ])("refuses %s", (_what, make, message, hint) => {
    const refused = refusal(make)
    expect(refused.message).toContain(message)
    expect(refused.hint).toContain(hint)
  })
})

describe("a list of values", () => {
  it("is plain data in the order in which it was written", () => {
    expect(choice("b", "a", 3, true)).toEqual({ _tag: "choice", values: ["b", "a", 3, true] })
    expect(ordinal(8, 16, 32)).toEqual({ _tag: "ordinal", values: [8, 16, 32] })
    expect(choice(1, "1")).toEqual({ _tag: "choice", values: [1, "1"] })
    expect(bool()).toEqual({ _tag: "bool" })
    expect(constant("a")).toEqual({ _tag: "constant", value: "a" })
  })

  const spread: ReadonlyArray<Scalar> = []
  it.each([
    ["no values", () => choice(...untyped<["a"]>(spread)), "choice() has no values.", 'List them: choice("a", "b").'],
    ["no order", () => ordinal(...untyped<[1]>(spread)), "ordinal() has no values.", "List them"],
    ["a value twice", () => choice("a", "b", "a"), 'choice: "a" is listed twice.', "List each value once."],
    ["a place twice", () => ordinal(8, 16, 8), "ordinal: 8 is listed twice.", "List each value once."],
    ["an array", () => choice(untyped<"a">(["a", "b"])), "choice: an array is not a value.", "choice(...values)"],
    ["NaN", () => choice(1, NaN), "choice: NaN is not a string, a finite number or a boolean.", "look the value up"],
    [
      "a function",
      () => choice("a", untyped<"b">(Math.tanh)),
      "is not a string, a finite number or a boolean.",
      "a name"
    ],
    ["null", () => choice(untyped<"a">(null)), "choice: null is not a string", "a name"],
    ["infinity", () => ordinal(1, Infinity), "ordinal: Infinity is not", "a name"],
    ["an object as constant", () => constant(untyped<string>({})), "constant: [object Object] is not", "a name"],
    ["a constant that is NaN", () => constant(NaN), "constant: NaN is not", "a name"]
  ])("refuses %s", (_what, make, message, hint) => {
    const refused = refusal(make)
    expect(refused.message).toContain(message)
    expect(refused.hint).toContain(hint)
  })
})

describe("a branch", () => {
  it("is plain data that holds spaces", () => {
    expect(choice({ adam: {}, sgd: { momentum: float(0, 0.9) } })).toEqual({
      _tag: "branch",
      branches: { adam: {}, sgd: { momentum: float(0, 0.9) } }
    })
  })

  it.each([
    ["no branches", () => choice({}), "choice({}) has no branches.", "choice({ adam: {}, sgd: { momentum:"],
    [
      "a param in the place of the branch's name",
      () => choice({ a: { type: float(0, 1) } }),
      'Branch "a" has a param named "type"',
      'for example to "kind"'
    ],
    [
      "the same one level down",
      () => choice({ a: { deeper: choice({ b: { type: bool() } }) } }),
      'Branch "b" has a param named "type"',
      "Rename the param"
    ],
    [
      "a number for a space",
      () => choice(untyped<BranchSpaces>({ a: 3 })),
      'The branch "a" is not an object',
      "Write {"
    ],
    [
      "a value for a distribution",
      () => choice(untyped<BranchSpaces>({ a: { momentum: 0.9 } })),
      'The param "momentum" in the branch "a" is 0.9, which is not a distribution.',
      "momentum: constant(0.9)"
    ]
  ])("refuses %s", (_what, make, message, hint) => {
    const refused = refusal(make)
    expect(refused.message).toContain(message)
    expect(refused.hint).toContain(hint)
  })
})

describe("a default", () => {
  it("stands with the distribution that can draw it", () => {
    expect(float(0, 1, { default: 0.3 })).toEqual({ ...float(0, 1), default: 0.3 })
    expect(int(1, 9, { log: true, default: 3 })).toEqual({ ...int(1, 9, { log: true }), default: 3 })
    expect(choice("b", "a", { default: "a" })).toEqual({ ...choice("b", "a"), default: "a" })
    expect(ordinal(8, 16, { default: 16 })).toEqual({ ...ordinal(8, 16), default: 16 })
    expect(bool({ default: false })).toEqual({ ...bool(), default: false })
    expect(choice({ adam: {}, sgd: {} }, { default: "sgd" })).toEqual({
      ...choice({ adam: {}, sgd: {} }),
      default: "sgd"
    })
  })

  it("is told apart from a branch of that name", () => {
    expect(choice({ default: {}, other: {} })).toEqual({ _tag: "branch", branches: { default: {}, other: {} } })
  })

  it.each([
    ["outside of the range", () => float(0, 1, { default: 2 }), "float(0, 1): the default 2 is not among its values."],
    ["off the grid", () => float(0, 1, { step: 0.5, default: 0.3 }), "the default 0.3 is not among its values."],
    ["beyond the last step", () => int(0, 10, { step: 4, default: 10 }), "the default 10 is not among its values."],
    ["that is not whole", () => int(0, 9, { default: 1.5 }), "int(0, 9): the default 1.5 is not among its values."],
    ["that is NaN", () => float(0, 1, { default: NaN }), "float(0, 1): the default NaN is not among its values."],
    [
      "that is no value",
      () => choice("a", "b", { default: untyped<"a">("c") }),
      'choice("a", "b"): the default "c" is not among its values.'
    ],
    ["of another type", () => ordinal(8, 16, { default: untyped<8>("8") }), 'the default "8" is not among its values.'],
    ["that is no branch", () => choice({ a: {} }, { default: untyped<"a">("b") }), 'the default "b" is not among'],
    ["that is no bool", () => bool({ default: untyped<boolean>("yes") }), 'bool(): the default "yes" is not among']
  ])("%s is refused", (_what, make, message) => {
    const refused = refusal(make)
    expect(refused.message).toContain(message)
    expect(refused.hint).toContain("Give a default that can be drawn")
  })
})

describe("a space", () => {
  it.each([
    ["a list", ["relu", 3, true], 'is ["relu",3,true], which', 'x: choice("relu", 3, true)'],
    ["a number", 3, "is 3, which", "x: constant(3)"],
    ["a text", "relu", 'is "relu", which', 'x: constant("relu")'],
    ["a constructor that was not called", bool, "is a function, which", "x: float(0, 1)"],
    ["nothing", undefined, "is undefined, which", "x: float(0, 1)"],
    ["NaN", NaN, "is NaN, which", "x: float(0, 1)"],
    ["an object", { low: 0, high: 1 }, 'is {"low":0,"high":1}, which', "x: float(0, 1)"],
    ["a big integer", 3n, "is 3, which", "x: float(0, 1)"],
    ["an object of another kind", new Map(), "is a Map, which", "x: float(0, 1)"],
    ["an unknown tag", { _tag: "normal" }, 'is {"_tag":"normal"}, which', "x: float(0, 1)"]
  ])("refuses %s in the place of a distribution", (_what, value, message, hint) => {
    const refused = refusal(() => checkSpace({ x: value }, "space"))
    expect(refused.message).toContain(`The param "x" in the space ${message} is not a distribution.`)
    expect(refused.hint).toContain(hint)
  })

  it.each([[null], [[float(0, 1)]], ["x"], [undefined]])("is not %j", (space) => {
    expect(refusal(() => checkSpace(space, "space")).message).toBe("The space is not an object of distributions.")
  })

  it("is accepted, and the same after JSON, whatever it is built of", () => {
    fc.assert(
      fc.property(spaces, (space) => {
        checkSpace(space, "space")
        expect(JSON.parse(JSON.stringify(space))).toEqual(space)
      })
    )
  })
})

describe("fits", () => {
  it.each([
    [float(0, 1), [0, 0.5, 1], [-1e-9, 1.1, NaN, "0.5", true, null, undefined]],
    [float(0, 1, { step: 0.25 }), [0, 0.25, 1], [0.2, 1.25]],
    [int(2, 8, { step: 3 }), [2, 5, 8], [3, 2.5, 11, "5"]],
    [choice("a", 1), ["a", 1], ["1", "b", true]],
    [ordinal(8, 16), [8, 16], [12, "8"]],
    [bool(), [true, false], [0, "true", null]],
    [constant(3), [3], [4, "3"]]
  ])("tells what %j can draw", (distribution, inside, outside) => {
    expect(inside.filter((value) => !fits(distribution, value))).toEqual([])
    expect(outside.filter((value) => fits(distribution, value))).toEqual([])
  })
})
