/** A value as messages show it: as it would stand in a study file, or what it is where it could not. */
export const shown = (value: unknown): string => {
  if (typeof value === "function") return "a function"
  if (typeof value === "string") return JSON.stringify(value)
  if (typeof value !== "object" || value === null) return String(value)
  const name: unknown = value.constructor?.name
  return name === undefined || name === "Object" || name === "Array" ? JSON.stringify(value) : `a ${String(name)}`
}
