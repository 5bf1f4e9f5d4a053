/** What a person asks of the runners of a study while they are at work. */

/** What is asked for. */
export type RunnerRequest =
  /** The trial ends as pruned; where it does not run, as soon as it would. */
  | { readonly _tag: "stopTrial"; readonly trial: number }
  /** So many trials at once, at least 1: of a runner, not of the study. What runs is left alone. */
  | { readonly _tag: "parallelism"; readonly slots: number }
  /** No new trials; those that run may finish. */
  | { readonly _tag: "stopStudy" }

/** A request on record. */
export interface StoredRequest {
  /** Counts the requests to a study, from 1. */
  readonly number: number
  /** The id of the runner that it is for. Absent: all that are at work. */
  readonly runner?: string
  /** In milliseconds since 1970. */
  readonly at: number
  readonly request: RunnerRequest
}
