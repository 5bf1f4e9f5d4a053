/** A page that follows a study keeps its rows in order, instead of ordering all of them anew: both come to the same. */
import { describe, expect, it } from "vitest"
import fc from "fast-check"
import type { PageStudy } from "../../../src/view/page/PageData.ts"
import { Places, type Placed } from "../../../src/view/page/Places.ts"
import { ranked, type PageTrial } from "../../../src/view/page/PageTrial.ts"
import { haveRoomFor, resortTrials, sortTrials, tableColumns } from "../../../src/view/page/tableRows.ts"

const spec = (direction: "minimize" | "maximize", second?: "minimize" | "maximize"): PageStudy["spec"] => {
  const objective = { metric: "loss", direction }
  return {
    space: { x: { _tag: "float", low: 0, high: 1, log: false } },
    objective,
    ...(second === undefined ? {} : { objectives: [objective, { metric: "size", direction: second }] }),
    sampler: { name: "random", settings: {} },
    pruner: { name: "none", settings: {} },
    seed: 1
  }
}

const direction = fc.constantFrom("minimize" as const, "maximize" as const)
const value = fc.constantFrom(0, 0.1, 0.2, 0.3, 0.4)

const made = (number: number, loss: number | undefined, size: number): PageTrial => ({
  number,
  state: loss === undefined ? "running" : "complete",
  seed: 0,
  attempt: 1,
  params: { x: size },
  ...(loss === undefined ? { metrics: {} } : { value: loss, metrics: { loss, size } })
})

/** Trials that begin, and complete in another order, a few at a time. */
const pieces = fc.array(
  fc.array(fc.record({ number: fc.nat(20), loss: fc.option(value, { nil: undefined }), size: value }), {
    maxLength: 4
  }),
  { maxLength: 12 }
)

type Pieces = typeof pieces extends fc.Arbitrary<infer A> ? A : never

/** Plays them; a trial that is complete stays as it is. `look` is called after each piece with all trials and those that changed. */
const play = (
  told: Pieces,
  spec_: PageStudy["spec"],
  look: (all: ReadonlyArray<PageTrial>, changed: ReadonlyArray<PageTrial>) => void
): void => {
  const rows = new Map<number, Placed>()
  const places = new Places(spec_, [])
  for (const piece of told) {
    const changed = new Map<number, Placed>()
    for (const { loss, number, size } of piece) {
      const before = rows.get(number)
      if (before?.state === "complete") continue
      const row: Placed = { ...made(number, loss, size) }
      rows.set(number, row)
      places.put(row, before)
      changed.set(number, row)
    }
    places.settle()
    look(
      [...rows.values()].sort((a, b) => a.number - b.number),
      [...changed.values()]
    )
  }
}

describe("a page that follows a study", () => {
  it("gives each trial the place that it has among all of them, with one objective or several", () => {
    fc.assert(
      fc.property(pieces, direction, fc.option(direction, { nil: undefined }), (told, first, second) => {
        const spec_ = spec(first, second)
        play(told, spec_, (all) => expect(all).toEqual(ranked(all, spec_)))
      })
    )
  })

  it("keeps the rows of its table in the order of any column", () => {
    fc.assert(
      fc.property(pieces, direction, fc.nat(20), fc.boolean(), (told, first, at, isDescending) => {
        const spec_ = spec(first)
        const columns = tableColumns(spec_, [made(0, 0.1, 0.1)])
        const column = columns[at % columns.length]!
        let rows: ReadonlyArray<PageTrial> = []
        play(told, spec_, (all, changed) => {
          rows = resortTrials(rows, changed, column, isDescending)
          expect(rows).toEqual(sortTrials(all, column, isDescending))
          expect(all.every((trial) => haveRoomFor(columns, trial))).toBe(true)
        })
      })
    )
  })

  it("notices when a trial has something that its columns do not", () => {
    const columns = tableColumns(spec("minimize"), [made(0, 0.1, 0.1)])
    expect(haveRoomFor(columns, { ...made(1, 0.2, 0.1), metrics: { loss: 0.2, seconds: 3 } })).toBe(false)
    expect(haveRoomFor(columns, { ...made(1, 0.2, 0.1), params: { x: 0.1, "y.z": 3 } })).toBe(false)
  })
})
