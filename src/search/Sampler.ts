/** The port through which params are proposed. */
import type { NoiseSpec } from "./objectives/noise.ts"
import type { Params, SearchSpace } from "./SearchSpace.ts"
import type { Evidence, History } from "./Trial.ts"

/** Everything a suggestion may depend on. */
export interface SuggestRequest {
  readonly space: SearchSpace
  /** Hard constraint: params for which it returns false are never proposed. */
  readonly where?: (params: Params) => boolean
  /** How many objectives a complete trial has values for. */
  readonly objectives: number
  /** Declared noise: only then may params be proposed that a trial has, up to `repeats` trials with the same. */
  readonly noise?: NoiseSpec
  readonly history: History
  /** The number of the trial that is proposed. */
  readonly number: number
  /** The study's seed. */
  readonly seed: number
  /** The study's budget of trials. */
  readonly budget: number
}

/** Params to try with the reason for them, or the reason why nothing is left to try. */
export type Suggestion =
  | {
      readonly params: Params
      readonly evidence: Evidence
      /** The trial that it begins as a copy of: with its checkpoint of that step. */
      readonly parent?: { readonly trial: number; readonly step: number }
    }
  | { readonly exhausted: string }

/**
 * Proposes params. Pure: the same request gives the same suggestion, in any process. It may cache by the history's
 * revision, but must answer the same without the cache. All randomness comes from the request's seed and number.
 */
export interface Sampler {
  readonly _tag: "Sampler"
  readonly name: string
  /** The settings in force, stored with the study: plain data. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Throws `InvalidDefinition` for a space, or a number of objectives, that it cannot search. Called before a study starts. */
  readonly check?: (space: SearchSpace, objectives: number) => void
  readonly suggest: (request: SuggestRequest) => Suggestion
}
