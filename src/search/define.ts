/** `study()`: checks a definition once and fills in the defaults, all of them here. */
import { InvalidDefinition } from "../errors.ts"
import { durationMillis } from "./duration.ts"
import { constraintSpecs } from "./objectives/constraints.ts"
import { objectiveSpecs } from "./objectives/direction.ts"
import { noiseSpec } from "./objectives/noise.ts"
import { sealedNames } from "./objectives/sealed.ts"
import { shown } from "./shown.ts"
import { asha } from "./pruners/asha.ts"
import { none } from "./pruners/none.ts"
import { auto } from "./samplers/auto.ts"
import type { Params, SearchSpace } from "./SearchSpace.ts"
import { completed } from "./space/defaults.ts"
import { checkSpace } from "./space/distributions.ts"
import type { Where } from "./space/feasible.ts"
import { misfit } from "./space/misfit.ts"
import { checkedWhere } from "./space/where.ts"
import type { StopRule } from "./Stop.ts"
import { anyStop } from "./stops/combine.ts"
import { gpuSeconds } from "./stops/gpuHours.ts"
import { commandTag, studyTag, type Study, type StudyDefinition } from "./Study.ts"

const wholeNumber = (value: number, what: string, low: number): number => {
  if (!Number.isSafeInteger(value) || value < low) {
    throw new InvalidDefinition(
      `${what} must be a whole number of at least ${low}, but it is ${shown(value)}.`,
      `Change ${what}, or leave it out.`
    )
  }
  return value
}

const ports = {
  Sampler: { setting: "sampler", what: "a sampler" },
  Pruner: { setting: "pruner", what: "a pruner" },
  Stop: { setting: "stop", what: "a stop rule" }
}

const checkPort = (value: unknown, tag: keyof typeof ports, example: string): void => {
  if (value === undefined) return
  const isOne = typeof value === "object" && value !== null && "_tag" in value && value._tag === tag
  if (!isOne) {
    const { setting, what } = ports[tag]
    throw new InvalidDefinition(
      `The study's ${setting} is ${shown(value)}, which is not ${what}.`,
      `Call one: ${setting}: ${example}.`
    )
  }
}

const dataFingerprint = (data: string | undefined): string | undefined => {
  if (data === undefined || (typeof data === "string" && data !== "")) return data
  throw new InvalidDefinition(
    `data is ${shown(data)}, which is no fingerprint.`,
    'Give one: import { fingerprint } from "hypersweep/train", then data: fingerprint(rows, labels).'
  )
}

const settings = [
  "name",
  "space",
  "where",
  "enqueue",
  "objective",
  "constraints",
  "noise",
  "sealed",
  "sampler",
  "pruner",
  "budget",
  "stop",
  "resources",
  "retry",
  "checkpoints",
  "failures",
  "timeout",
  "seed",
  "data",
  "isolation",
  "backend",
  "train"
]

const checkKeys = (value: object, what: string, known: ReadonlyArray<string>): void => {
  for (const key of Object.keys(value)) {
    if (!known.includes(key))
      throw new InvalidDefinition(`${what} has no setting "${key}".`, `The settings are ${known.join(", ")}.`)
  }
}

/** Settings that stand together under one name; an empty group where they are left out. */
const group = <Group extends object>(
  value: Group | undefined,
  what: string,
  known: ReadonlyArray<keyof Group & string>
): Partial<Group> => {
  if (value === undefined) return {}
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidDefinition(
      `${what} must be an object, but it is ${shown(value)}.`,
      `Write ${what}: { ${known[0]}: … }, or leave it out.`
    )
  }
  checkKeys(value, what, known)
  return value
}

const oneOf = <Value extends string | undefined>(value: Value, what: string, known: ReadonlyArray<Value>): Value => {
  if (value !== undefined && !known.includes(value)) {
    throw new InvalidDefinition(
      `${what} must be one of ${known.map(shown).join(", ")}, but it is ${shown(value)}.`,
      `Change ${what}, or leave it out.`
    )
  }
  return value
}

const checkName = (name: unknown): void => {
  if (name !== undefined && (typeof name !== "string" || name.trim() === "")) {
    throw new InvalidDefinition(
      `The study's name must be a text, but it is ${shown(name)}.`,
      "Change it, or leave it out: the study is then called after its file."
    )
  }
}

const checkWhere = (where: unknown): void => {
  if (where !== undefined && typeof where !== "function") {
    throw new InvalidDefinition(
      `The study's constraint (where) must be a function, but it is ${shown(where)}.`,
      "Write where: (params) => params.units <= 128."
    )
  }
}

const enqueuedPoints = (space: SearchSpace, where: Where | undefined, points: unknown = []): ReadonlyArray<Params> => {
  if (!Array.isArray(points)) {
    throw new InvalidDefinition(
      `enqueue must be a list of points, but it is ${shown(points)}.`,
      "Write enqueue: [{ learningRate: 1e-3 }], with a value for every param."
    )
  }
  return points.map((point: unknown, index) => {
    const params = typeof point === "object" && point !== null ? completed(space, point as Params) : point
    const problem = misfit(space, params)
    if (problem !== undefined) {
      throw new InvalidDefinition(
        `enqueue: point ${index + 1} is no point of the space: ${problem}.`,
        "Mend the point, or widen the space so that it holds it."
      )
    }
    if (where?.(params as Params) === false) {
      throw new InvalidDefinition(
        `enqueue: the constraint (where) refuses point ${index + 1}, ${shown(params)}.`,
        "Leave it out, or loosen the constraint."
      )
    }
    return params as Params
  })
}

const checkTrain = (train: unknown, isolation: unknown): void => {
  if (typeof train !== "function") {
    throw new InvalidDefinition(
      "The study has no train function.",
      `Add one: train: async ({ params, report }) => ({ accuracy: … }).`
    )
  }
  if (commandTag in train && isolation === "none") {
    throw new InvalidDefinition(
      'A command runs in a process of its own, which isolation: "none" rules out.',
      "Leave isolation out."
    )
  }
}

const positive = (value: number, what: string): number => {
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidDefinition(
      `${what} must be a number above 0, but it is ${shown(value)}.`,
      `Change ${what}, or leave it out.`
    )
  }
  return value
}

/** A budget of GPU seconds is a rule by which the study stops, beside its own. */
const stopOf = (stop: StopRule | undefined, seconds: number | undefined): StopRule | undefined => {
  if (seconds === undefined) return stop
  const budget = gpuSeconds(positive(seconds, "budget.gpuSeconds"))
  return stop === undefined ? budget : anyStop([stop, budget])
}

/** GPU seconds are counted by the share that the study declares, so that without one none would ever be used up. */
const checkGpuCounted = (stop: StopRule | undefined, share: number, hasBudget: boolean): void => {
  if (stop?.countsGpuSeconds !== true || share > 0) return
  const what = hasBudget ? "budget.gpuSeconds" : `The stop rule ${stop.name}`
  throw new InvalidDefinition(
    `${what} counts GPU time, and the trials of this study take no share of a GPU: it would never be used up.`,
    `Say what a trial takes, resources: { gpu: 1 }, or drop ${hasBudget ? "the budget" : "the rule"}.`
  )
}

const gpuShare = (value: number): number => {
  if (!Number.isFinite(value) || value < 0 || (value > 1 && !Number.isInteger(value))) {
    throw new InvalidDefinition(
      `resources.gpu must be a share between 0 and 1 or a whole number, but it is ${shown(value)}.`,
      "With 0.5, two trials share each GPU; with 2, each trial has two of them."
    )
  }
  return value
}

/**
 * Defines a study. Params in `train` and `where` are typed from `space`; `train` must return the metric of each
 * objective and outcome constraint.
 * Throws `InvalidDefinition` at the line of the study file that is wrong.
 */
export const study = <
  const Space extends SearchSpace,
  const Metric extends string,
  const Constrained extends string = never
>(
  definition: StudyDefinition<Space, Metric, Constrained>
): Study => {
  if (typeof definition !== "object" || definition === null) {
    throw new InvalidDefinition(
      "study() was called without a definition.",
      "Write export default study({ space, objective, train })."
    )
  }
  checkKeys(definition, "A study", settings)
  checkName(definition.name)
  checkSpace(definition.space, "space")
  if (Object.keys(definition.space).length === 0) {
    throw new InvalidDefinition(
      "The space is empty: there is nothing to search.",
      "Add a param: space: { learningRate: float(1e-4, 1e-1, { log: true }) }."
    )
  }
  checkWhere(definition.where)
  checkTrain(definition.train, definition.isolation)
  checkPort(definition.sampler, "Sampler", "gp()")
  checkPort(definition.pruner, "Pruner", "asha()")
  checkPort(definition.stop, "Stop", "target(0.98)")
  const objectives = objectiveSpecs(definition.objective)
  definition.sampler?.check?.(definition.space, objectives.length)
  const constraints = constraintSpecs(definition.constraints)
  const budget = group(definition.budget, "budget", ["trials", "time", "gpuSeconds"])
  const resources = group(definition.resources, "resources", ["cpu", "gpu", "gpuMemory", "memory"])
  const retry = group(definition.retry, "retry", ["crash", "outOfMemory", "timeout"])
  const checkpoints = group(definition.checkpoints, "checkpoints", ["keep"])
  const stop = stopOf(definition.stop, budget.gpuSeconds)
  const gpu = gpuShare(resources.gpu ?? 0)
  checkGpuCounted(stop, gpu, budget.gpuSeconds !== undefined)
  const failures = group(definition.failures, "failures", ["consecutive"])
  const { timeout } = definition
  const where = definition.where === undefined ? undefined : checkedWhere(definition.where as never)
  return {
    _tag: studyTag,
    name: definition.name,
    space: definition.space,
    where,
    enqueue: enqueuedPoints(definition.space, where, definition.enqueue),
    objective: objectives[0],
    objectives,
    constraints,
    noise: noiseSpec(definition.noise),
    sealed: sealedNames(
      definition.sealed,
      [...objectives, ...constraints].map(({ metric }) => metric)
    ),
    sampler: definition.sampler ?? auto(),
    // A trial that is behind in one objective may be ahead in another.
    pruner: definition.pruner ?? (objectives.length > 1 ? none() : asha()),
    budget: {
      trials: wholeNumber(budget.trials ?? 100, "budget.trials", 1),
      timeMillis: budget.time === undefined ? undefined : durationMillis(budget.time, "budget.time")
    },
    stop,
    resources: {
      cpu: positive(resources.cpu ?? 1, "resources.cpu"),
      gpu,
      gpuMemoryMiB:
        resources.gpuMemory === undefined ? undefined : positive(resources.gpuMemory, "resources.gpuMemory"),
      memoryMiB: resources.memory === undefined ? undefined : positive(resources.memory, "resources.memory")
    },
    retry: {
      crash: wholeNumber(retry.crash ?? 2, "retry.crash", 0),
      outOfMemory: wholeNumber(retry.outOfMemory ?? 1, "retry.outOfMemory", 0),
      timeout: wholeNumber(retry.timeout ?? 0, "retry.timeout", 0)
    },
    keptCheckpoints: wholeNumber(checkpoints.keep ?? 5, "checkpoints.keep", 0),
    consecutiveFailures: wholeNumber(failures.consecutive ?? 10, "failures.consecutive", 1),
    timeoutMillis: timeout === undefined ? undefined : durationMillis(timeout, "timeout"),
    seed: wholeNumber(definition.seed ?? 0, "seed", 0),
    data: dataFingerprint(definition.data),
    isolation: oneOf(definition.isolation ?? "process", "isolation", ["process", "none"]),
    backend: oneOf(definition.backend, "backend", ["tensorflow-gpu", "tensorflow", "wasm", "webgpu", "cpu"]),
    train: definition.train as Study["train"]
  }
}
