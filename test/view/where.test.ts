import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { UsageError } from "../../src/errors.ts"
import { boardRows, parseSort } from "../../src/view/boardRows.ts"
import { parseCondition } from "../../src/view/where/Condition.ts"
import { trialNames } from "../../src/view/where/trialNames.ts"
import { study, trials } from "./samples.ts"

const names = trialNames(study, trials)

const numbers = (where: string, sort?: string): ReadonlyArray<number> =>
  boardRows(
    {
      study,
      trials,
      where: parseCondition(where, names),
      ...(sort === undefined ? {} : { sort: parseSort(sort, names) })
    },
    "nothing"
  ).map(({ trial }) => trial.number)

it("an order leaves equals in the order of their ranks, whichever way it goes", () => {
  expect(numbers("state == 'complete'", "data")).toEqual([0, 1, 2])
  expect(numbers("state == 'complete'", "-data")).toEqual([0, 1, 2])
  expect(numbers("state == 'complete'", "-value")).toEqual([0, 1, 2])
  expect(numbers("state == 'complete'", "value")).toEqual([2, 0, 1])
})

const mistake = (make: () => unknown): UsageError => {
  try {
    make()
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error("no mistake was found")
}

describe("a condition on trials", () => {
  it.each([
    ["state == 'complete'", [0, 1, 2]],
    ["learningRate < 1e-3 && state == 'complete'", [1]],
    ["optimizer.momentum > 0.5", [1]],
    ["params.optimizer == 'sgd' && !(optimizer.momentum > 0.5) && state == \"complete\"", [2]],
    ["units / 2 >= 32 && state == 'complete'", [0, 1]],
    ["duration > 10 && value > 0.97", [0, 1]],
    ["loss > 0.0821 || number == 0", [0, 1, 2]],
    ["metrics.loss <= -(-0.0912)", [0, 1]],
    ["true", trials.map(({ number }) => number)]
  ])("%s", (text, expected) => {
    expect([...numbers(text)].sort((a, b) => a - b)).toEqual(expected)
  })

  it("keeps ranks, and orders what it leaves by any name, what lacks it last", () => {
    expect(numbers("state == 'complete'", "-duration")).toEqual([1, 0, 2])
    expect(numbers("state == 'complete'", "optimizer.momentum")).toEqual([2, 1, 0])
    const rows = boardRows({ study, trials, where: parseCondition("number == 2", names) }, "nothing")
    expect(rows.map(({ rank }) => rank)).toEqual([3])
  })

  it.each([
    ["learningrate < 1", /Did you mean "learningRate"/],
    ["units <", /names, numbers/],
    ["units < 3 units > 4", /names, numbers/],
    ["process.exit(1)", /names, numbers/],
    ["constructor.constructor", /Names:/],
    ["units = 3", /names, numbers/],
    ["[1]", /names, numbers/],
    ["__proto__", /Names:/],
    ["", /names, numbers/]
  ])("refuses %s with a hint", (text, hint) => {
    expect(mistake(() => parseCondition(text, names)).hint).toMatch(hint)
  })

  it("never runs anything and fails only with a hint, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const condition = parseCondition(text, names)
          expect(typeof condition(() => undefined)).toBe("boolean")
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      })
    )
  })

  it("refuses to sort by what no trial has", () => {
    expect(mistake(() => parseSort("-unit", names)).hint).toBe('Did you mean "units"?')
  })
})
