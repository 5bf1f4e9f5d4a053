/** Writes of one moment in one transaction: where several trials end at once, one fsync makes all of them safe. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { StoreError } from "../../errors.ts"

type Write = <A>(body: (now: number) => A) => Effect.Effect<A, StoreError>

interface Waiting<A> {
  readonly body: (now: number) => A
  readonly done: Deferred.Deferred<A, StoreError>
}

/** Lets everything else that is ready go first. */
const afterTheRest = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/**
 * A write that waits for others of the same moment. The bodies run one after the other in one transaction: all of them
 * count, or none. A write that was begun is not interrupted.
 */
export const together = <A>(write: Write): ((body: (now: number) => A) => Effect.Effect<A, StoreError>) => {
  let group: Array<Waiting<A>> | undefined
  const lead = Effect.gen(function* () {
    yield* afterTheRest
    const members = group ?? []
    group = undefined
    const exit = yield* Effect.exit(write((now) => members.map(({ body }) => body(now))))
    members.forEach(({ done }, index) =>
      Deferred.doneUnsafe(
        done,
        Effect.map(exit, (answers) => answers[index]!)
      )
    )
  })
  return (body) =>
    Effect.uninterruptible(
      Effect.suspend(() => {
        const done = Deferred.makeUnsafe<A, StoreError>()
        const isFirst = group === undefined
        group = [...(group ?? []), { body, done }]
        return isFirst ? Effect.andThen(lead, Deferred.await(done)) : Deferred.await(done)
      })
    )
}
