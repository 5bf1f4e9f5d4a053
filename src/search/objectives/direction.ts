/** The objectives' directions, in the one place where they are applied. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"
import type { Objective } from "../Study.ts"

/** What is optimised, with its direction as data. */
export interface ObjectiveSpec {
  readonly metric: string
  readonly direction: "maximize" | "minimize"
}

/** What a study optimises: one objective, or several between which there are trade-offs. */
export type Objectives = readonly [ObjectiveSpec, ...ReadonlyArray<ObjectiveSpec>]

const hint = `Write objective: { maximize: "accuracy" } or { minimize: "loss" }, with the name of a number that train returns; several of them in a list.`

const objectiveSpec = (objective: Objective): ObjectiveSpec => {
  const entries = typeof objective === "object" && objective !== null ? Object.entries(objective) : []
  const [direction, metric] = entries[0] ?? []
  if (
    entries.length !== 1 ||
    (direction !== "maximize" && direction !== "minimize") ||
    typeof metric !== "string" ||
    metric === ""
  ) {
    throw new InvalidDefinition(`The objective ${shown(objective)} names no direction and metric.`, hint)
  }
  return { metric, direction }
}

/** Reads the objectives as a study file writes them: one, or a list. Throws `InvalidDefinition`. */
export const objectiveSpecs = (objective: Objective | ReadonlyArray<Objective>): Objectives => {
  if (typeof objective !== "object" || objective === null)
    throw new InvalidDefinition("The study has no objective.", hint)
  const list: ReadonlyArray<Objective> = Array.isArray(objective) ? objective : [objective as Objective]
  const specs = list.map(objectiveSpec)
  const [first, ...others] = specs
  if (first === undefined) throw new InvalidDefinition("The study's list of objectives is empty.", hint)
  const twice = specs.find(({ metric }, index) => specs.findIndex((other) => other.metric === metric) < index)
  if (twice !== undefined) {
    throw new InvalidDefinition(
      `The objectives name ${shown(twice.metric)} twice.`,
      "Take one of them out: each objective has a metric of its own."
    )
  }
  return [first, ...others]
}

/** The objectives of what has a first one, and the list of all only where there are several, as studies are stored. */
export const objectivesOf = (spec: {
  readonly objective: ObjectiveSpec
  readonly objectives?: Objectives
}): Objectives => spec.objectives ?? [spec.objective]

/** A metric's value as search sees it: lower is better. Its own inverse. */
export const lowerIsBetter = (objective: ObjectiveSpec, value: number): number =>
  objective.direction === "maximize" ? -value : value

/** The objectives' values in metrics, as search sees them; undefined where one is missing. */
export const valuesIn = (
  objectives: Objectives,
  metrics: Readonly<Record<string, number>>
): ReadonlyArray<number> | undefined => {
  const values: Array<number> = []
  for (const objective of objectives) {
    const value = metrics[objective.metric]
    if (value === undefined) return undefined
    values.push(lowerIsBetter(objective, value))
  }
  return values
}
