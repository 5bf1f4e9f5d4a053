/** What went wrong in a suggestion, as a failure that says what to do. */
import { InvalidDefinition, isSweepError, type StudyFileError } from "../../errors.ts"
import { thrownAt } from "../../search/thrownAt.ts"

/** Failures of ours are kept; what a sampler throws besides becomes `InvalidDefinition`. */
export const explainSuggestion = (number: number, cause: unknown): InvalidDefinition | StudyFileError => {
  if (isSweepError(cause)) {
    if (cause._tag === "InvalidDefinition" || cause._tag === "StudyFileError") return cause as InvalidDefinition
    return new InvalidDefinition(cause.message, cause.hint, { cause })
  }
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new InvalidDefinition(
    `The sampler could not propose trial ${number}: ${message}`,
    `${thrownAt(cause)}Another sampler may (--sampler random). No stored trial is touched.`,
    { cause }
  )
}
