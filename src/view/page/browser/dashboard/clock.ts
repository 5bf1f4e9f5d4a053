/** The present, in the browser: on the machine of the runs, whose clock is theirs. */

/** Milliseconds since 1970. */
export const now = (): number => Date.now()
