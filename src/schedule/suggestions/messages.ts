/** What the runner and the suggestion thread say to each other, by structured clone. */
import type { SweepError } from "../../errors.ts"
import type { Suggestion } from "../../search/Sampler.ts"
import type { Changes } from "../../store/records.ts"
import type { Ask } from "./Suggester.ts"

/** What the thread is started with. */
export interface ThreadData {
  /** Absolute path. */
  readonly studyFile: string
  /** SHA-256 of the file as the runner read it: the thread refuses another. */
  readonly fileHash: string
  /** The study's seed in force. */
  readonly seed: number
  /** Name of the public entry's sampler that is used in place of the study's own. */
  readonly sampler?: string
}

/** Changes in pieces, so that no message is large. The last piece carries the revision. */
export interface ChangesPiece extends Omit<Changes, "revision"> {
  readonly _tag: "changes"
  readonly revision?: number
}

/** From the runner to the thread. */
export type ToThread =
  | ChangesPiece
  | { readonly _tag: "suggest"; readonly id: number; readonly ask: Ask; readonly revision: number }

/** A failure, its type kept as its tag. */
export type ToldError = Pick<SweepError, "_tag" | "message" | "hint">

/** From the thread to the runner. */
export type FromThread =
  | { readonly _tag: "suggested"; readonly id: number; readonly suggestion: Suggestion }
  | { readonly _tag: "failed"; readonly id: number; readonly error: ToldError }
