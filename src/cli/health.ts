/** `sweep doctor <study>`: whether a study is healthy. */
import * as Effect from "effect/Effect"
import { examineAll } from "../search/health/examine.ts"
import type { Examined } from "../search/health/Finding.ts"
import { lowerIsBetter, objectivesOf, type ObjectiveSpec } from "../search/objectives/direction.ts"
import { foldsIn } from "../store/folds.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import type { StudyRecord } from "../store/StudyRecord.ts"
import { measuredOf } from "../view/certainty.ts"
import { curvesOf } from "../view/curves.ts"
import { healthJson, renderHealth } from "../view/health.ts"
import { jsonText } from "../view/json.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** The record as if this were the only objective. What is complete has a value of each. */
const by = (record: StudyRecord, objective: ObjectiveSpec): StudyRecord => ({
  ...record,
  study: { ...record.study, spec: { ...record.study.spec, objective } },
  trials: record.trials.map(({ value, ...trial }) => {
    const own = trial.metrics?.[objective.metric]
    return value === undefined || own === undefined ? trial : { ...trial, value: own }
  })
})

/** The trials with their curves, lower is better. Step 0 is never judged. */
const examined = (record: StudyRecord): ReadonlyArray<Examined> => {
  const { objective } = record.study.spec
  const curves = curvesOf(record, objective.metric)
  return record.trials.map(({ failure, number, params, state, value }) => ({
    params,
    state,
    curve: (curves.get(number) ?? [])
      .filter(([step]) => step > 0)
      .map(([step, at]) => [step, lowerIsBetter(objective, at)] as const),
    ...(value === undefined ? {} : { value: lowerIsBetter(objective, value) }),
    ...(failure === undefined ? {} : { failure: failure.reason })
  }))
}

/** Prints every check of a study, by each of its objectives. */
export const health = (input: { readonly study: string; readonly store: string | undefined; readonly json: boolean }) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const reader = yield* StudyReader
    const record = yield* reader.record(study.id)
    const found = examineAll(
      objectivesOf(study.spec).map((objective, index) => {
        const own = by(record, objective)
        return {
          objective: objective.metric,
          // Other pruners judge by the first.
          isPrunedBy: index === 0 || study.spec.pruner.name === "dominated",
          examination: {
            space: study.spec.space,
            seed: study.spec.seed,
            trials: examined(own),
            measured: measuredOf(own.study, own.trials, foldsIn(own.study.spec, own.trials, own.reports))
          }
        }
      })
    )
    print(
      input.json
        ? jsonText(healthJson(study, found))
        : renderHealth({ study, health: found, width: outputWidth(), theme: outputTheme() })
    )
    return 0
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
