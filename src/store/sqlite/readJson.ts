/** JSON out of a row: the file is a person's, and anyone with a SQLite shell can write into it. */

/** A column that is not what was written into it. */
export class UnreadableColumn extends Error {
  override readonly name = "UnreadableColumn"
}

const shown = (json: string): string => JSON.stringify(json.length > 40 ? `${json.slice(0, 40)}…` : json)

/** An object or a list, of the shape that its column has. Throws `UnreadableColumn` where it is neither. */
export const readJson = <A extends object>(json: string): A => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new UnreadableColumn(`${shown(json)} is no JSON`)
  }
  if (typeof value !== "object" || value === null) throw new UnreadableColumn(`${shown(json)} is no JSON object`)
  return value as A
}
