/** Checks what a user's code hands over: the metrics of a report and the result of `train`. */

/** Metrics that are numbers by name, or what is wrong with them. */
export type CheckedMetrics =
  | { readonly metrics: Readonly<Record<string, number>> }
  | { readonly problem: "noResult" | "wrongType"; readonly message: string }

const nameOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "an array"
  if (typeof value !== "object") return typeof value === "undefined" ? "undefined" : `a ${typeof value}`
  const name = value.constructor?.name
  return name === undefined || name === "Object" ? "an object" : `a ${name}`
}

const advice = (value: unknown): string =>
  nameOf(value) === "a Tensor"
    ? " Read the number out of the tensor: (await tensor.data())[0]."
    : " Only numbers can be compared and stored."

/** `what` begins the message, as in "train returned". Entries that are undefined are left out. */
export const checkMetrics = (value: unknown, what: string): CheckedMetrics => {
  if (value === undefined || value === null) {
    return { problem: "noResult", message: `${what} nothing. Return the metrics: return { accuracy }.` }
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    return {
      problem: "wrongType",
      message: `${what} ${nameOf(value)} in place of metrics by name, such as { accuracy: 0.9 }.`
    }
  }
  const metrics: Record<string, number> = {}
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) continue
    if (typeof entry !== "number") {
      if (nameOf(value) !== "an object") {
        return {
          problem: "wrongType",
          message: `${what} ${nameOf(value)} in place of metrics by name.${advice(value)}`
        }
      }
      return { problem: "wrongType", message: `${what} ${nameOf(entry)} as ${JSON.stringify(name)}.${advice(entry)}` }
    }
    metrics[name] = entry
  }
  return { metrics }
}
