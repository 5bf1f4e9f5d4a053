/** How many of the best trials a rule throws away: studies of 100 trials, played until nothing is left to do. */
import { finalOf, type CurveSet } from "./CurveSet.ts"
import { piece } from "./pieces.ts"
import { Simulation, type Rule } from "./simulate.ts"

const trials = 100
const top = 3

/** Of one rule: the share of the true top 3 that never came to their end, and the share of the steps saved. */
export interface Lost {
  readonly rule: string
  readonly lost: number
  readonly saved: number
  readonly bySet: Readonly<Record<string, { readonly lost: number; readonly saved: number }>>
}

const ofSet = (rule: Rule, set: CurveSet, repeats: number) => {
  let lost = 0
  let steps = 0
  for (let repeat = 0; repeat < repeats; repeat++) {
    const played = new Simulation(rule, set, repeat, { trials, steps: Infinity }).run()
    steps += played.steps
    const ends = played.trials.map(({ configuration }) => finalOf(set.curves[configuration]!))
    // Of those that end alike any will do.
    const last = ends.toSorted((a, b) => a - b)[top - 1]!
    const found = played.trials.filter(({ state }, trial) => state === "complete" && ends[trial]! <= last).length
    lost += Math.max(0, top - found)
  }
  return { lost: lost / (top * repeats), saved: 1 - steps / (repeats * trials * set.steps) }
}

/** The shares over all sets, each counting the same. */
export const lostBy = (rule: Rule, sets: ReadonlyArray<CurveSet>, repeats: number): Lost => {
  const rows = sets.map(
    (set) =>
      [set.name, piece(["lost", rule.name, set.name, repeats].join(" "), () => ofSet(rule, set, repeats))] as const
  )
  const mean = (of: "lost" | "saved") => rows.reduce((sum, [, row]) => sum + row[of], 0) / rows.length
  return { rule: rule.name, lost: mean("lost"), saved: mean("saved"), bySet: Object.fromEntries(rows) }
}
