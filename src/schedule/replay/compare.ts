/** Whether two decisions are the same, to the bit. */

/** Where a recomputed decision differs from the stored one. `stored` and `recomputed` are plain data. */
export interface Difference {
  readonly trial: number
  readonly what: "proposal" | "verdict" | "resumption"
  readonly attempt?: number
  readonly step?: number
  readonly fold?: number
  /** Which part of it, such as `params.x`. */
  readonly path: string
  readonly stored: unknown
  readonly recomputed: unknown
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** As it is stored: without what is undefined, and without the sign of zero. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

const walk = (
  path: string,
  stored: unknown,
  recomputed: unknown,
  found: (path: string, stored: unknown, recomputed: unknown) => void
): void => {
  if (!isTree(stored) || !isTree(recomputed)) {
    // JSON writes the shortest digits that give the same double, so that equal numbers are equal to the bit.
    if (stored !== recomputed) found(path, stored, recomputed)
    return
  }
  for (const name of Object.keys({ ...stored, ...recomputed }))
    walk(path === "" ? name : `${path}.${name}`, stored[name], recomputed[name], found)
}

/** The parts of two decisions that differ. */
export const differencesBetween = (
  about: Pick<Difference, "trial" | "what" | "attempt" | "step" | "fold">,
  stored: object,
  recomputed: object
): ReadonlyArray<Difference> => {
  const differences: Array<Difference> = []
  walk("", plain(stored), plain(recomputed), (path, was, is) =>
    differences.push({ ...about, path, stored: was, recomputed: is })
  )
  return differences
}
