/** Tables of verdicts, computed by hand: one row per situation, each in both directions. */
import { describe, expect, it } from "vitest"
import { shownValue } from "../../../src/schedule/judge.ts"
import type { Pruner } from "../../../src/search/Pruner.ts"
import { reported, verdictsOf, type Direction } from "../../support/verdicts.ts"

/** What happens in a study (`verdictsOf` has the words), and the verdicts that end a trial; `{5}` is the value 5 as people read it. */
export type Row = readonly [situation: string, line: string, ...ends: ReadonlyArray<string>]

/** Checks a pruner's table for minimise and maximise. Bounds are the only settings that depend on the direction. */
export const goldenTable = (
  name: string,
  make: Pruner | ((direction: Direction) => Pruner),
  rows: ReadonlyArray<Row>,
  resumable = false
): void => {
  describe.each(["minimize", "maximize"] as const)(`${name}, %s`, (direction) => {
    it.each(rows)("%s", (_situation, line, ...ends) => {
      const expected = ends.map((end) =>
        end.replaceAll(/\{(.+?)\}/g, (_, value) => shownValue(reported(direction, Number(value))))
      )
      expect(verdictsOf(typeof make === "function" ? make(direction) : make, line, { direction, resumable })).toEqual(
        expected
      )
    })
  })
}
