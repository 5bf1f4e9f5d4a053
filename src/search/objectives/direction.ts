/** The objective's direction, in the one place where it is applied. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"
import type { Objective } from "../Study.ts"

/** What is optimised, with its direction as data. */
export interface ObjectiveSpec {
  readonly metric: string
  readonly direction: "maximize" | "minimize"
}

/** Reads an objective as a study file writes it. Throws `InvalidDefinition`. */
export const objectiveSpec = (objective: Objective): ObjectiveSpec => {
  const hint = `Write objective: { maximize: "accuracy" } or { minimize: "loss" }, with the name of a number that train returns.`
  if (typeof objective !== "object" || objective === null || Array.isArray(objective)) {
    throw new InvalidDefinition("The study has no objective with one metric.", hint)
  }
  const entries = Object.entries(objective)
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

/** A metric's value as search sees it: lower is better. Its own inverse. */
export const lowerIsBetter = (objective: ObjectiveSpec, value: number): number =>
  objective.direction === "maximize" ? -value : value
