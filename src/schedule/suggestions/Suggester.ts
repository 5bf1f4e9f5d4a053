/** The port through which the scheduler gets suggestions: computed here, or in a thread that leaves the event loop alone. */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { InvalidDefinition, StudyFileError, SuggesterLost } from "../../errors.ts"
import type { Suggestion } from "../../search/Sampler.ts"
import { type NextRequest, suggestNext } from "../../search/suggest.ts"
import type { Study } from "../../search/Study.ts"
import type { StudyMirror } from "../StudyMirror.ts"
import { seenThrough } from "../window.ts"

/** Which trial is to be suggested. The history is the mirror's at the time of asking. */
export interface Ask extends Omit<NextRequest, "history"> {
  /** How far back the latest result lies that the trial sees. Default: it sees all there are. */
  readonly window?: number
}

/** Why there is no suggestion. */
export type SuggestionError = InvalidDefinition | StudyFileError | SuggesterLost

/** A suggestion, and the revision of the history that it was made from. */
export interface Suggested {
  readonly suggestion: Suggestion
  readonly sawRevision: number
}

/** Suggests trials of one study. One question at a time. */
export interface Suggester {
  readonly suggest: (ask: Ask) => Effect.Effect<Suggested, SuggestionError>
}

/** Opens a suggester that follows a mirror, until the scope closes. */
export type MakeSuggester = (mirror: StudyMirror) => Effect.Effect<Suggester, never, Scope.Scope>

/** The suggestion, wherever it is computed: a function of the study, what the mirror has absorbed, and what is asked. */
export const suggestFrom = (study: Study, mirror: StudyMirror, { budget, number, window }: Ask): Suggestion =>
  suggestNext(study, { history: seenThrough(mirror.history(), number, window), number, budget })
