/** `sweep doctor <study>`: whether a study is healthy. */
import * as Effect from "effect/Effect"
import { examine } from "../search/health/examine.ts"
import type { Examined } from "../search/health/Finding.ts"
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import type { StudyRecord } from "../store/StudyRecord.ts"
import { measuredOf } from "../view/certainty.ts"
import { healthJson, renderHealth } from "../view/health.ts"
import { jsonText } from "../view/json.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** The trials with their curves, lower is better. Of steps that were reported more than once, the last report counts. */
const examined = ({ reports, study, trials }: StudyRecord): ReadonlyArray<Examined> => {
  const { objective } = study.spec
  const curves = new Map<number, Map<number, number>>()
  for (const { fold, metrics, step, trial } of reports) {
    const value = metrics[objective.metric]
    if (fold !== undefined || step === 0 || value === undefined || !Number.isFinite(value)) continue
    curves.set(trial, (curves.get(trial) ?? new Map<number, number>()).set(step, lowerIsBetter(objective, value)))
  }
  return trials.map(({ failure, number, params, state, value }) => ({
    params,
    state,
    curve: [...(curves.get(number) ?? [])].toSorted(([a], [b]) => a - b),
    ...(value === undefined ? {} : { value: lowerIsBetter(objective, value) }),
    ...(failure === undefined ? {} : { failure: failure.reason })
  }))
}

/** Prints every check of a study; of several objectives, the first is looked at. */
export const health = (input: { readonly study: string; readonly store: string | undefined; readonly json: boolean }) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const reader = yield* StudyReader
    const record = yield* reader.record(study.id)
    const measured = measuredOf(study, record.trials, yield* reader.folds(study.id))
    const found = examine({
      space: study.spec.space,
      seed: study.spec.seed,
      trials: examined(record),
      measured
    })
    print(
      input.json
        ? jsonText(healthJson(study, found))
        : renderHealth({ study, health: found, width: outputWidth(), theme: outputTheme() })
    )
    return 0
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
