/** Trials that must not run: a person put them first, or they were proposed before the constraint was there. */
import { isSweepError } from "../errors.ts"
import type { Params } from "../search/SearchSpace.ts"
import type { Study } from "../search/Study.ts"
import type { Outcome } from "../store/records.ts"

/** The outcome of a trial whose params the constraint refuses; undefined where it may run. */
export const refusalOf = ({ where }: Pick<Study, "where">, params: Params): Outcome | undefined => {
  const message = problemOf(where, params)
  return message === undefined ? undefined : { _tag: "failed", failure: { reason: "error", message } }
}

const problemOf = (where: Study["where"], params: Params): string | undefined => {
  try {
    return where === undefined || where(params)
      ? undefined
      : `the study's constraint (where) refuses these params: ${JSON.stringify(params)}`
  } catch (error) {
    if (isSweepError(error)) return error.message
    throw error
  }
}
