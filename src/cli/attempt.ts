/** Steps of a command that a user's mistake can end. */
import * as Effect from "effect/Effect"
import { isSweepError, type SweepError } from "../errors.ts"

/** A step of the command that a user's mistake can end. */
export const attempt = <A>(make: () => A | Promise<A>): Effect.Effect<A, SweepError> =>
  Effect.tryPromise({
    try: async () => await make(),
    catch: (error) => {
      if (isSweepError(error)) return error
      throw error
    }
  })
