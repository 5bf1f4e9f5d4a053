/** Regrets of every rule on every set, and the paired differences from the reference. */
import type { CurveSet } from "./CurveSet.ts"
import { regretOf } from "./CurveSet.ts"
import { piece } from "./pieces.ts"
import { reference } from "./rules.ts"
import { type Choose, Simulation, type Rule } from "./simulate.ts"

/** Budgets, in full trainings. */
const allBudgets: ReadonlyArray<number> = [5, 10, 30]

/** Who chooses the configurations of a study; undefined: they are tried in a random order. */
export interface Chooser {
  readonly name: string
  readonly chooseFor: (set: CurveSet, repeat: number) => Choose | undefined
}

const atRandom: Chooser = { name: "random", chooseFor: () => undefined }

/** A mean with its standard error over the sets, and that over the repeats for these very sets. */
export interface Mean {
  readonly mean: number
  readonly seOfSets: number
  readonly seOfRepeats: number
}

/** One rule at one budget. */
export interface Cell extends Mean {
  readonly rule: string
  readonly budget: number
  readonly bySet: Readonly<Record<string, number>>
  readonly difference: Mean
  /** On how many sets the mean regret is lower than that of the reference. */
  readonly better: number
  /** By set, the mean paired difference and its standard error. */
  readonly differences: Readonly<Record<string, readonly [mean: number, se: number]>>
}

const meanOf = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const standardError = (values: ReadonlyArray<number>): number => {
  const mean = meanOf(values)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1) / values.length)
}

const summary = (bySet: ReadonlyArray<ReadonlyArray<number>>): Mean => ({
  mean: meanOf(bySet.map(meanOf)),
  seOfSets: standardError(bySet.map(meanOf)),
  seOfRepeats: Math.sqrt(bySet.reduce((sum, values) => sum + standardError(values) ** 2, 0)) / bySet.length
})

/** The regret at each budget of one study. */
const play = (
  rule: Rule,
  set: CurveSet,
  repeat: number,
  budgets: ReadonlyArray<number>,
  chooseFor: Chooser["chooseFor"]
): ReadonlyArray<number> => {
  const limits = budgets.map((budget) => budget * set.steps)
  const steps = limits.at(-1)!
  const simulation = new Simulation(rule, set, repeat, { trials: Infinity, steps }, chooseFor(set, repeat))
  const regrets: Array<number> = []
  simulation.run(({ incumbent, steps }) => {
    if (steps === limits[regrets.length]) regrets.push(regretOf(set, incumbent))
  })
  while (regrets.length < limits.length) regrets.push(regretOf(set, simulation.incumbent))
  return regrets
}

/** Plays all rules over all sets; repeat n of a set tries the configurations in the same order under every rule. */
export const compare = (
  rules: ReadonlyArray<Rule>,
  sets: ReadonlyArray<CurveSet>,
  repeats: number,
  budgets: ReadonlyArray<number> = allBudgets,
  { chooseFor, name: kind }: Chooser = atRandom
): ReadonlyArray<Cell> => {
  const played = new Map(
    rules.map((rule) => [
      rule.name,
      sets.map((set) =>
        piece([kind, rule.name, set.name, budgets, repeats].join(" "), () =>
          Array.from({ length: repeats }, (_, repeat) => play(rule, set, repeat, budgets, chooseFor))
        )
      )
    ])
  )
  const regrets = (rule: string, budget: number) =>
    played.get(rule)!.map((studies) => studies.map((study) => study[budget]!))
  return rules.flatMap(({ name: rule }) =>
    budgets.map((budget, index): Cell => {
      const own = regrets(rule, index)
      const theirs = regrets(reference, index)
      const paired = own.map((values, set) => values.map((value, repeat) => value - theirs[set]![repeat]!))
      const named = <A>(of: (index: number) => A) => Object.fromEntries(sets.map(({ name }, at) => [name, of(at)]))
      return {
        rule,
        budget,
        ...summary(own),
        bySet: named((at) => meanOf(own[at]!)),
        difference: summary(paired),
        better: paired.filter((values) => meanOf(values) < 0).length,
        differences: named((at) => [meanOf(paired[at]!), standardError(paired[at]!)] as const)
      }
    })
  )
}
