/** `study()`: checks a definition once and fills in the defaults, all of them here. */
import { InvalidDefinition } from "../errors.ts"
import { durationMillis } from "./duration.ts"
import { objectiveSpec } from "./objectives/direction.ts"
import { asha } from "./pruners/asha.ts"
import { auto } from "./samplers/auto.ts"
import type { SearchSpace } from "./SearchSpace.ts"
import { checkSpace } from "./space/distributions.ts"
import { studyTag, type Study, type StudyDefinition } from "./Study.ts"

const wholeNumber = (value: number, what: string, low: number): number => {
  if (!Number.isSafeInteger(value) || value < low) {
    throw new InvalidDefinition(
      `${what} must be a whole number of at least ${low}, but it is ${JSON.stringify(value)}.`,
      `Change ${what}, or leave it out.`
    )
  }
  return value
}

const checkPort = (value: unknown, tag: "Sampler" | "Pruner", example: string): void => {
  if (value === undefined) return
  const isOne = typeof value === "object" && value !== null && "_tag" in value && value._tag === tag
  if (!isOne) {
    const word = tag.toLowerCase()
    throw new InvalidDefinition(
      `The study's ${word} is ${typeof value === "function" ? "a function" : JSON.stringify(value)}, which is not a ${word}.`,
      `Call one: ${word}: ${example}.`
    )
  }
}

const known = new Set([
  "name",
  "space",
  "where",
  "objective",
  "sampler",
  "pruner",
  "budget",
  "resources",
  "retry",
  "failures",
  "timeout",
  "seed",
  "isolation",
  "backend",
  "train"
])

const checkKeys = (definition: object): void => {
  for (const key of Object.keys(definition)) {
    if (!known.has(key))
      throw new InvalidDefinition(`A study has no setting "${key}".`, `The settings are ${[...known].join(", ")}.`)
  }
}

const checkTrain = (train: unknown): void => {
  if (typeof train !== "function") {
    throw new InvalidDefinition(
      "The study has no train function.",
      `Add one: train: async ({ params, report }) => ({ accuracy: … }).`
    )
  }
}

const positive = (value: number, what: string, allowZero: boolean): number => {
  if (!Number.isFinite(value) || value < 0 || (value === 0 && !allowZero)) {
    throw new InvalidDefinition(
      `${what} must be a number above 0, but it is ${JSON.stringify(value)}.`,
      `Change ${what}, or leave it out.`
    )
  }
  return value
}

/**
 * Defines a study. Params in `train` and `where` are typed from `space`; `train` must return the objective's metric.
 * Throws `InvalidDefinition` at the line of the study file that is wrong.
 */
export const study = <const Space extends SearchSpace, const Metric extends string>(
  definition: StudyDefinition<Space, Metric>
): Study => {
  if (typeof definition !== "object" || definition === null) {
    throw new InvalidDefinition(
      "study() was called without a definition.",
      "Write export default study({ space, objective, train })."
    )
  }
  checkKeys(definition)
  checkSpace(definition.space, "space")
  if (Object.keys(definition.space).length === 0) {
    throw new InvalidDefinition(
      "The space is empty: there is nothing to search.",
      "Add a param: space: { learningRate: float(1e-4, 1e-1, { log: true }) }."
    )
  }
  checkTrain(definition.train)
  checkPort(definition.sampler, "Sampler", "gp()")
  checkPort(definition.pruner, "Pruner", "asha()")
  definition.sampler?.check?.(definition.space)
  const { budget = {}, failures = {}, resources = {}, retry = {}, timeout } = definition
  return {
    _tag: studyTag,
    name: definition.name,
    space: definition.space,
    where: definition.where as Study["where"],
    objective: objectiveSpec(definition.objective),
    sampler: definition.sampler ?? auto(),
    pruner: definition.pruner ?? asha(),
    budget: {
      trials: wholeNumber(budget.trials ?? 100, "budget.trials", 1),
      timeMillis: budget.time === undefined ? undefined : durationMillis(budget.time, "budget.time")
    },
    resources: {
      cpu: positive(resources.cpu ?? 1, "resources.cpu", false),
      gpu: positive(resources.gpu ?? 0, "resources.gpu", true),
      memoryMiB: resources.memory === undefined ? undefined : positive(resources.memory, "resources.memory", false)
    },
    retry: {
      crash: wholeNumber(retry.crash ?? 2, "retry.crash", 0),
      outOfMemory: wholeNumber(retry.outOfMemory ?? 1, "retry.outOfMemory", 0),
      timeout: wholeNumber(retry.timeout ?? 0, "retry.timeout", 0)
    },
    consecutiveFailures: wholeNumber(failures.consecutive ?? 10, "failures.consecutive", 1),
    timeoutMillis: timeout === undefined ? undefined : durationMillis(timeout, "timeout"),
    seed: wholeNumber(definition.seed ?? 0, "seed", 0),
    isolation: definition.isolation ?? "process",
    backend: definition.backend,
    train: definition.train as Study["train"]
  }
}
