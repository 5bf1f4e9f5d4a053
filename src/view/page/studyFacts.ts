/** What was asked for and under which circumstances it ran, as facts under headings. */
import { basename } from "node:path"
import { describeConstraint } from "../../search/objectives/constraints.ts"
import { describeDistribution } from "../../search/space/describe.ts"
import type { Distribution } from "../../search/SearchSpace.ts"
import type { StoredStudy } from "../../store/records.ts"
import type { StudyRecord } from "../../store/StudyRecord.ts"
import type { Fact } from "../facts.ts"
import { formatCount } from "../format.ts"
import { objectiveWords } from "../objectives.ts"
import { provenanceFacts } from "../provenance.ts"
import type { FactGroup } from "./PageData.ts"

const withSettings = ({ name, settings }: { readonly name: string; readonly settings: object }): string => {
  const chosen = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null)
  return chosen.length === 0
    ? name
    : `${name} (${chosen.map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`).join(", ")})`
}

const spaceFacts = (space: StoredStudy["spec"]["space"], prefix = ""): ReadonlyArray<Fact> =>
  Object.entries(space).flatMap(([name, distribution]: readonly [string, Distribution]): ReadonlyArray<Fact> =>
    distribution._tag === "branch"
      ? [
          [prefix + name, `one of ${Object.keys(distribution.branches).join(", ")}`],
          ...Object.values(distribution.branches).flatMap((branch) => spaceFacts(branch, `${prefix}${name}.`))
        ]
      : [[prefix + name, describeDistribution(distribution)]]
  )

const fact = (name: string, value: string | undefined): ReadonlyArray<Fact> =>
  value === undefined || value === "" ? [] : [[name, value]]

const questionFacts = (study: StoredStudy): ReadonlyArray<Fact> => {
  const { spec } = study
  return [
    ["objective", objectiveWords(spec)],
    ...fact("constraints", spec.constraints?.map(describeConstraint).join(", ")),
    ["budget", formatCount(study.budgetTrials, "trial")],
    ["sampler", withSettings(spec.sampler)],
    ["pruner", withSettings(spec.pruner)],
    ...fact("rule that ends it", spec.stop && withSettings(spec.stop)),
    ["seed", String(spec.seed)],
    ...fact("sealed metrics", spec.sealed?.join(", ")),
    ...fact("data", spec.data),
    ...fact("study file", study.file && basename(study.file)),
    ...fact("its SHA-256", study.fileHash)
  ]
}

/** One group for each set of circumstances, with the trials that ran under it. */
const circumstances = ({ attempts, setups }: StudyRecord): ReadonlyArray<FactGroup> => {
  const byFacts = Map.groupBy(
    [...setups].filter(([, { provenance }]) => provenance !== undefined),
    ([, { provenance }]) => JSON.stringify(provenanceFacts(provenance))
  )
  return [...byFacts.values()].map((runners) => {
    const ids = new Set(runners.map(([id]) => id))
    const trials = new Set(attempts.filter(({ runner }) => ids.has(runner)).map(({ trial }) => trial)).size
    return {
      title: `Ran with${byFacts.size === 1 ? "" : ` (${formatCount(trials, "trial")})`}`,
      facts: provenanceFacts(runners[0]![1].provenance)
    }
  })
}

/** The question, the space, and each machine and version that trials ran on. */
export const studyFacts = (record: StudyRecord): ReadonlyArray<FactGroup> => [
  { title: "Asked for", facts: questionFacts(record.study) },
  { title: "Searched", facts: spaceFacts(record.study.spec.space) },
  ...circumstances(record)
]
