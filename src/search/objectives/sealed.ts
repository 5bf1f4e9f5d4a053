/** Sealed metrics: computed and stored with every trial, such as its accuracy on a test split, and shown to nobody until they are unsealed. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"

/** Reads the sealed metrics of a study file. `judging` are the metrics that decide about trials. Throws `InvalidDefinition`. */
export const sealedNames = (sealed: unknown, judging: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (sealed === undefined) return []
  if (!Array.isArray(sealed) || sealed.some((name) => typeof name !== "string" || name === "")) {
    throw new InvalidDefinition(
      `sealed must be a list of metrics, but it is ${shown(sealed)}.`,
      'Write sealed: ["testAccuracy"], with names of numbers that train returns.'
    )
  }
  const judged = sealed.find((name: string) => judging.includes(name))
  if (judged !== undefined) {
    throw new InvalidDefinition(
      `The metric ${JSON.stringify(judged)} is sealed, and decides about trials.`,
      "What is searched for is no independent judge: measure it on other data, and seal that."
    )
  }
  return [...new Set(sealed as ReadonlyArray<string>)]
}

/** Metrics without the sealed ones. */
export const unsealedOnly = (
  sealed: ReadonlyArray<string>,
  metrics: Readonly<Record<string, number>>
): Readonly<Record<string, number>> =>
  sealed.some((name) => name in metrics)
    ? Object.fromEntries(Object.entries(metrics).filter(([name]) => !sealed.includes(name)))
    : metrics

/** The sealed ones alone. */
export const sealedOnly = (
  sealed: ReadonlyArray<string>,
  metrics: Readonly<Record<string, number>>
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => sealed.includes(name)))
