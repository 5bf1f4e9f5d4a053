/** How a command gets to what it does, so that each loads its own part only. */
import * as Effect from "effect/Effect"
import { setStatus } from "./flags.ts"

/** What a command does, loaded when it is called. */
export const calling =
  <Input, A, E, R>(load: () => Promise<(input: Input) => Effect.Effect<A, E, R>>) =>
  (input: Input): Effect.Effect<A, E, R> =>
    Effect.flatMap(Effect.promise(load), (act) => act(input))

/** The same where the act succeeds with the status that the process ends with. */
export const callingForStatus =
  <Input, E, R>(load: () => Promise<(input: Input) => Effect.Effect<number, E, R>>) =>
  (input: Input): Effect.Effect<void, E, R> =>
    Effect.flatMap(calling(load)(input), setStatus)
