/** What `sweep export` prints, read back: checked as far as a store and its readers rely on it. */
import { UsageError } from "../errors.ts"
import { checkSpace } from "../search/space/distributions.ts"
import type { StudyRecord } from "../store/StudyRecord.ts"
import { exportFormat } from "./export.ts"
import { numbersRestored } from "./json.ts"

type Kind = "string" | "number" | "count" | "object" | "array"

/** What each record must have, and of which kind; a name with a question mark may be missing. */
const shapes: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  study: {
    name: "string",
    "file?": "string",
    "fileHash?": "string",
    spec: "object",
    declaredTrials: "count",
    budgetTrials: "count",
    revision: "count",
    createdAt: "count",
    stopFrom: "count",
    "stopped?": "object"
  },
  trials: {
    number: "count",
    state: "string",
    params: "object",
    seed: "count",
    attempt: "count",
    "value?": "number",
    "metrics?": "object",
    "failure?": "object",
    "infeasible?": "string",
    "prunedBecause?": "string",
    "evidence?": "object",
    createdAt: "count",
    "startedAt?": "count",
    "finishedAt?": "count",
    sawRevision: "count",
    createdRevision: "count",
    "finishedRevision?": "count",
    "proposedBy?": "string",
    "sawBudget?": "count",
    "parent?": "count",
    "sourceStep?": "count",
    "pausedStep?": "count",
    "pausedBecause?": "string",
    "continues?": "array"
  },
  attempts: {
    trial: "count",
    attempt: "count",
    runner: "string",
    startedAt: "count",
    startedRevision: "count",
    "ended?": "string",
    "endedRevision?": "count",
    absences: "array",
    "resumption?": "object",
    "loaded?": "object",
    "pausedStep?": "count"
  },
  reports: {
    trial: "count",
    attempt: "count",
    step: "count",
    "fold?": "count",
    metrics: "object",
    at: "count",
    revision: "count"
  },
  decisions: {
    trial: "count",
    attempt: "count",
    step: "count",
    "fold?": "count",
    verdict: "string",
    "reason?": "string",
    "rung?": "number",
    sawRevision: "count"
  },
  checkpoints: {
    trial: "count",
    attempt: "count",
    step: "count",
    place: "string",
    bytes: "count",
    digest: "string",
    "randomPosition?": "count",
    savedAt: "count",
    "removedAt?": "count",
    revision: "count"
  },
  setups: { sampler: "object", pruner: "object", "fileHash?": "string", "window?": "count", "provenance?": "object" }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isOf = (kind: Kind, value: unknown): boolean => {
  switch (kind) {
    case "count":
      return Number.isSafeInteger(value) && (value as number) >= 0
    case "object":
      return isObject(value)
    case "array":
      return Array.isArray(value)
    case "number":
      return typeof value === "number"
    case "string":
      return typeof value === "string"
  }
}

const refuse = (source: string, place: string, problem: string): never => {
  throw new UsageError(
    `${source} is no study that was exported: ${place} ${problem}.`,
    "Give a file that sweep export has printed, as it was printed: sweep export <study> > study.json"
  )
}

const check = (source: string, place: string, shape: Readonly<Record<string, Kind>>, value: unknown): void => {
  if (!isObject(value)) return refuse(source, place, "is not an object")
  for (const [key, kind] of Object.entries(shape)) {
    const name = key.replace("?", "")
    if (value[name] === undefined) {
      if (key === name) refuse(source, `${place}.${name}`, "is missing")
    } else if (!isOf(kind, value[name]))
      refuse(source, `${place}.${name}`, `is not a ${kind}: ${JSON.stringify(value[name])?.slice(0, 60)}`)
  }
}

/** JSON has no NaN and no infinity: they stand there as strings. */
const checkMetrics = (source: string, place: string, metrics: unknown): void => {
  for (const [name, value] of isObject(metrics) ? Object.entries(metrics) : [])
    if (typeof value !== "number" && value !== "NaN" && value !== "Infinity" && value !== "-Infinity")
      refuse(source, `${place}.${name}`, `is not a number: ${JSON.stringify(value)?.slice(0, 60)}`)
}

const lists = ["trials", "attempts", "reports", "decisions", "checkpoints"] as const

/** The objective and the parts of a spec without which nothing can be shown. */
const checkSpec = (source: string, spec: Readonly<Record<string, unknown>>): void => {
  check(
    source,
    "study.spec",
    { space: "object", objective: "object", sampler: "object", pruner: "object", seed: "count" },
    spec
  )
  const objective = spec["objective"] as Readonly<Record<string, unknown>>
  check(source, "study.spec.objective", { metric: "string", direction: "string" }, objective)
  checkSpace(spec["space"], `space of ${source}`)
}

/** Reads one exported study. Throws `UsageError`, which says where it differs from one. */
const readExport = (data: unknown, source: string): StudyRecord => {
  if (!isObject(data)) return refuse(source, "it", "is not an object")
  if (data["format"] !== exportFormat)
    return refuse(
      source,
      "format",
      `is ${JSON.stringify(data["format"]) ?? "missing"}, and should be "${exportFormat}"`
    )
  check(source, "study", shapes["study"]!, data["study"])
  checkSpec(source, (data["study"] as { readonly spec: Readonly<Record<string, unknown>> }).spec)
  for (const list of lists) {
    const rows = data[list]
    if (!Array.isArray(rows)) return refuse(source, list, "is not a list")
    rows.forEach((row, index) => {
      check(source, `${list}[${index}]`, shapes[list]!, row)
      checkMetrics(source, `${list}[${index}].metrics`, row["metrics"])
    })
  }
  ;(data["trials"] as ReadonlyArray<{ readonly number: number }>).forEach(({ number }, index) => {
    if (number !== index) refuse(source, `trials[${index}].number`, `is ${number}: trials are numbered 0, 1, 2, …`)
  })
  const setups = data["setups"]
  if (!isObject(setups)) return refuse(source, "setups", "is not an object")
  for (const [runner, setup] of Object.entries(setups)) check(source, `setups.${runner}`, shapes["setups"]!, setup)
  const record = data as unknown as Omit<StudyRecord, "setups">
  return {
    study: record.study,
    trials: record.trials.map((trial) =>
      trial.metrics === undefined ? trial : { ...trial, metrics: numbersRestored(trial.metrics) }
    ),
    attempts: record.attempts,
    reports: record.reports.map((report) => ({ ...report, metrics: numbersRestored(report.metrics) })),
    decisions: record.decisions,
    checkpoints: record.checkpoints,
    setups: new Map(Object.entries(setups)) as StudyRecord["setups"]
  }
}

/** Reads a file's text: one exported study, or one in each line. Throws `UsageError`. */
export const readExports = (text: string, source: string): ReadonlyArray<StudyRecord> => {
  const parse = (json: string, place: string): unknown => {
    try {
      return JSON.parse(json)
    } catch (error) {
      return refuse(source, place, `is no JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (text.trim() === "") return refuse(source, "it", "is empty")
  const lines = text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [{ line, number: index + 1 }]))
  const isOneDocument = lines.length === 1 || lines[0]!.line.trim() === "{"
  return isOneDocument
    ? [readExport(parse(text, "it"), source)]
    : lines.map(({ line, number }) => readExport(parse(line, `line ${number}`), `${source}, line ${number},`))
}
