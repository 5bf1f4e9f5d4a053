/** A study in the form in which it is stored. */
import type { Study } from "../search/Study.ts"
import type { NewStudy } from "../store/records.ts"
import type { Setup } from "../store/StudyRecord.ts"

/** With what a runner of the study proposes and judges, for the record. */
export const setupOf = (
  { pruner, sampler }: Pick<Study, "pruner" | "sampler">,
  more: Pick<Setup, "fileHash" | "window"> = {}
): Setup => ({
  sampler: { name: sampler.name, settings: sampler.settings },
  pruner: { name: pruner.name, settings: pruner.settings },
  ...more
})

/** The stored form of a study. */
export const newStudy = (options: Omit<NewStudy, "spec" | "declaredTrials"> & { readonly study: Study }): NewStudy => {
  const { file, fileHash, name, study } = options
  const { constraints, data, noise, objective, objectives, sealed, seed, space, stop: rule } = study
  return {
    name,
    ...(file === undefined ? {} : { file }),
    ...(fileHash === undefined ? {} : { fileHash }),
    declaredTrials: study.budget.trials,
    spec: {
      space,
      objective,
      ...(objectives.length > 1 ? { objectives } : {}),
      seed,
      ...(rule === undefined ? {} : { stop: { name: rule.name, settings: rule.settings } }),
      ...(data === undefined ? {} : { data }),
      ...(constraints.length === 0 ? {} : { constraints }),
      ...(noise === undefined ? {} : { noise }),
      ...(sealed.length === 0 ? {} : { sealed }),
      ...setupOf(study)
    }
  }
}
