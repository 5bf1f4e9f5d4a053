/** Where something was thrown, as the head of a hint: "Thrown at study.ts:14:20. ", or nothing where that is not known. */
export const thrownAt = (error: unknown): string => {
  const stack = error instanceof Error ? error.stack : undefined
  const place =
    stack === undefined ? undefined : /\n\s+at (?:.*\()?((?:file:\/\/)?\/?[^\s()]+:\d+:\d+)\)?/.exec(stack)?.[1]
  return place === undefined ? "" : `Thrown at ${place}. `
}
