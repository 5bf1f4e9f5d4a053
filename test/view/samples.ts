/** A study and some trials to draw. */
import type { StudyStarted } from "../../src/schedule/events.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import type { StoredStudy, StoredTrial } from "../../src/store/records.ts"

export const epoch = Date.UTC(2026, 0, 1)

export const study: StoredStudy = {
  id: 1,
  name: "digits",
  file: "/home/ada/digits.ts",
  spec: {
    space: {
      learningRate: { _tag: "float", low: 1e-4, high: 0.1, log: true },
      units: { _tag: "int", low: 16, high: 256, log: true, step: 1 },
      optimizer: {
        _tag: "branch",
        branches: { adam: {}, sgd: { momentum: { _tag: "float", low: 0, high: 0.99, log: false } } }
      },
      data: { _tag: "constant", value: "digits" }
    },
    objective: { metric: "accuracy", direction: "maximize" },
    sampler: { name: "gp", settings: {} },
    pruner: { name: "asha", settings: {} },
    seed: 7
  },
  declaredTrials: 60,
  budgetTrials: 60,
  stopFrom: 0,
  revision: 12,
  createdAt: epoch
}

export const params = (learningRate: number, units: number, momentum?: number): Params => ({
  learningRate,
  units,
  optimizer: momentum === undefined ? { type: "adam" } : { type: "sgd", momentum },
  data: "digits"
})

const base = {
  seed: 4_242_424_242,
  attempt: 1,
  createdAt: epoch,
  startedAt: epoch,
  sawRevision: 3,
  createdRevision: 4
}

export const trials: ReadonlyArray<StoredTrial> = [
  {
    ...base,
    number: 0,
    state: "complete",
    params: params(0.00213, 64),
    value: 0.9731,
    metrics: { accuracy: 0.9731, loss: 0.0821 },
    finishedAt: epoch + 12_345
  },
  {
    ...base,
    number: 1,
    state: "complete",
    params: params(0.000_12, 128, 0.9),
    value: 0.9731,
    metrics: { accuracy: 0.9731, loss: 0.0912 },
    finishedAt: epoch + 64_100
  },
  {
    ...base,
    number: 2,
    state: "complete",
    params: params(0.0912, 16, 0.123_456),
    value: 0.97,
    metrics: { accuracy: 0.97, loss: 0.1 },
    finishedAt: epoch + 950
  },
  {
    ...base,
    number: 3,
    state: "pruned",
    params: params(0.05, 200),
    prunedBecause: "0.71 at step 3 is not among the best 4 of 12 at rung 1",
    finishedAt: epoch + 4100
  },
  {
    ...base,
    number: 4,
    state: "failed",
    attempt: 2,
    params: params(0.01, 256),
    failure: {
      reason: "outOfMemory",
      message: "the trial's process was killed at 512 MiB",
      detail: "RangeError: Array buffer allocation failed\n    at train (/home/ada/digits.ts:31:9)"
    },
    finishedAt: epoch + 2000
  },
  { ...base, number: 5, state: "running", params: params(0.02, 32) }
]

export const started: StudyStarted = {
  _tag: "StudyStarted",
  at: epoch,
  study: "digits",
  store: "sweep.db",
  objective: { metric: "accuracy", direction: "maximize" },
  trials: 60,
  finished: 0,
  timeMillis: 1_200_000,
  slots: ["cpu 0", "cpu 1", "cpu 2", "cpu 3"],
  sampler: "gp",
  pruner: "asha",
  backend: {
    name: "wasm",
    reason: "no native TensorFlow is installed",
    passedOver: [{ name: "tensorflow", reason: "not installed" }]
  }
}
