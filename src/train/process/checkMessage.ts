/** Checks what comes out of a trial's process: whatever runs in it can send anything. */
import { trainFailures } from "../failing.ts"
import type { FromTrial } from "./messages.ts"

/** Most characters of all names in a report or a result. */
const mostCharacters = 1 << 20
/** Most characters of an error that are kept. */
const mostWords = 10_000

/** A message that a trial may send, or what is wrong with it. */
export type CheckedMessage = { readonly message: FromTrial } | { readonly problem: string }

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

const metricsProblem = (metrics: unknown): string | undefined => {
  if (!isFields(metrics)) return "metrics that are none"
  let characters = 0
  for (const [name, value] of Object.entries(metrics)) {
    if (typeof value !== "number") return "metrics that are not numbers"
    characters += name.length
    if (characters > mostCharacters) return "metrics whose names are longer than a megabyte"
  }
  return undefined
}

const reportProblem = ({ id, report }: Fields): string | undefined => {
  if (!isCount(id) || !isFields(report) || !isCount(report["step"])) return "a report that is none"
  if (report["fold"] !== undefined && !isCount(report["fold"])) return "a report of a fold that is no number"
  return metricsProblem(report["metrics"])
}

const isText = (value: unknown): boolean => typeof value === "string" && value.length <= mostWords

const savedProblem = ({ checkpoint, id }: Fields): string | undefined =>
  isCount(id) &&
  isFields(checkpoint) &&
  ["step", "bytes"].every((name) => isCount(checkpoint[name])) &&
  ["place", "digest"].every((name) => isText(checkpoint[name])) &&
  (checkpoint["randomPosition"] === undefined || isCount(checkpoint["randomPosition"]))
    ? undefined
    : "a checkpoint that is none"

const loadedProblem = ({ id, loaded }: Fields): string | undefined => {
  if (!isCount(id) || !isFields(loaded)) return "a loaded checkpoint that is none"
  const { problems, source } = loaded
  if (!Array.isArray(problems) || !problems.every(isText)) return "a loaded checkpoint without a word"
  const isSource =
    source === undefined || (isFields(source) && ["trial", "attempt", "step"].every((name) => isCount(source[name])))
  return isSource ? undefined : "a loaded checkpoint that is none"
}

const executionProblem = (execution: unknown): string | undefined => {
  if (!isFields(execution)) return "a result that is none"
  switch (execution["_tag"]) {
    case "returned":
      return metricsProblem(execution["metrics"])
    case "stopped":
      return undefined
    case "failed":
      return typeof execution["message"] === "string" && trainFailures.some((reason) => reason === execution["reason"])
        ? undefined
        : "a failure without a word"
    default:
      return "a result that is none"
  }
}

const useProblem = (use: unknown): string | undefined => {
  if (use === undefined) return undefined
  const known = isFields(use) && [use["cpuMillis"], use["peakMiB"]].every((value) => Number.isFinite(value))
  return known ? undefined : "a use of the machine that is none"
}

const problemWith = (message: unknown): string | undefined => {
  if (!isFields(message)) return "something that is no message"
  switch (message["_tag"]) {
    case "report":
      return reportProblem(message)
    case "saved":
      return savedProblem(message)
    case "loaded":
      return loadedProblem(message)
    case "ended":
      return executionProblem(message["execution"]) ?? useProblem(message["use"])
    default:
      return "a message that trials do not send"
  }
}

const shortened = (message: FromTrial): FromTrial => {
  if (message._tag !== "ended" || message.execution._tag !== "failed") return message
  const { detail, ...failure } = message.execution
  const cut = detail === undefined ? {} : { detail: detail.slice(0, mostWords) }
  return { ...message, execution: { ...failure, message: failure.message.slice(0, mostWords), ...cut } }
}

/** A message as it may be used; long errors are cut. */
export const checkMessage = (message: unknown): CheckedMessage => {
  const problem = problemWith(message)
  return problem === undefined ? { message: shortened(message as FromTrial) } : { problem }
}
