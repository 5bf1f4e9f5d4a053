import { isSweepError } from "../../src/errors.ts"

/** How a definition was refused: what is wrong, and what to do. */
export interface Refusal {
  readonly message: string
  readonly hint: string
}

/** The refusal that `body` ends with. Any other end is a failure of the test. */
export const refusal = (body: () => unknown): Refusal => {
  try {
    body()
  } catch (error) {
    if (isSweepError(error) && error._tag === "InvalidDefinition") return { message: error.message, hint: error.hint }
    throw error
  }
  throw new Error("It was not refused.")
}
