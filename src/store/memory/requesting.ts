/** What people ask of runners, in memory. */
import * as Result from "effect/Result"
import { isFinished } from "../../search/Trial.ts"
import { noSuchTrial } from "../missing.ts"
import { present } from "../present.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Within } from "./pausing.ts"
import type { Books } from "./state.ts"

const isMoot = ({ entries }: Books, trial: number): boolean => isFinished(entries[trial]!.trial.state)

/** `ask` and `asked` of a store in memory. */
export const requesting = (within: Within): Pick<TrialStoreService, "ask" | "asked"> => ({
  ask: (study, request, runner) =>
    within(study, (books, at) => {
      const { entries, requests } = books
      if (request._tag === "stopTrial") {
        if (entries[request.trial] === undefined)
          return Result.fail(noSuchTrial(books.study.name, request.trial, entries.length))
        if (isMoot(books, request.trial)) return Result.succeed(undefined)
      }
      books.requests = [...requests, { number: requests.length + 1, ...present({ runner }), at, request }]
      return Result.succeed(undefined)
    }),
  asked: (study, since) =>
    within(study, (books) =>
      Result.succeed(
        books.requests.filter(
          ({ number, request }) => number > since && !(request._tag === "stopTrial" && isMoot(books, request.trial))
        )
      )
    )
})
