/** The incumbent of a study. */
import type { StoredTrial } from "../store/records.ts"
import type { StudySummary } from "../store/StudyReader.ts"
import type { Certainty } from "./certainty.ts"
import { renderFacts, metricFacts, paramFacts, sectionTitle, spaced } from "./facts.ts"
import { formatDuration } from "./format.ts"
import { durationOf } from "./ranking.ts"
import { certaintyNotes, nothingRanked, singleRunsNote, studyHeading } from "./rankingWords.ts"
import { fitLine, span } from "./spans.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** The best trial's value and params, with every digit. */
export const renderBest = (request: {
  readonly summary: StudySummary
  /** The trial that a model believes best, where values are declared to be noisy. */
  readonly believed?: StoredTrial | undefined
  /** What folds or repeats tell. */
  readonly certainty?: Certainty | undefined
  readonly width: number
  readonly theme: Theme
  /** Whether sealed metrics are shown below. */
  readonly unsealed?: boolean
}): string => {
  const { believed, certainty, summary, theme, unsealed = false, width } = request
  const { counts, incumbent, study } = summary
  const heading = studyHeading(study, counts, width, theme)
  if (incumbent === undefined) return [heading, "", ...wrap(nothingRanked(study, counts), width)].join("\n")
  const duration = durationOf(incumbent)
  const { [study.spec.objective.metric]: _, ...others } = incumbent.metrics ?? {}
  return [
    heading,
    "",
    fitLine(
      spaced([
        span(`best ${study.spec.objective.metric} ${incumbent.value}`, theme.good),
        `trial ${incumbent.number}`,
        ...(duration === undefined ? [] : [span(`in ${formatDuration(duration)}`, theme.quiet)])
      ]),
      width
    ),
    ...sectionTitle("params", width, theme),
    ...renderFacts([...paramFacts(incumbent.params), ["seed", String(incumbent.seed)]], width, theme),
    ...(Object.keys(others).length === 0
      ? []
      : [...sectionTitle("other metrics", width, theme), ...renderFacts(metricFacts(others), width, theme)]),
    ...(believed === undefined ? [] : ["", ...wrap(beliefIn(believed, incumbent), width)]),
    ...(unsealed || (study.spec.sealed ?? []).length === 0
      ? []
      : [
          "",
          ...wrap(
            `Sealed: ${study.spec.sealed!.join(", ")}. Shown by sweep best --unseal, once, when all is decided.`,
            width
          ).map(theme.quiet)
        ]),
    ...((counts.complete ?? 0) > 1
      ? [
          "",
          ...(certainty === undefined ? [singleRunsNote] : certaintyNotes(study, certainty)).flatMap((note) =>
            wrap(note, width).map(theme.quiet)
          )
        ]
      : [])
  ].join("\n")
}

const beliefIn = ({ number, value }: StoredTrial, incumbent: StoredTrial): string =>
  number === incumbent.number
    ? "Values are noisy; without the noise this trial is believed to be the best, too."
    : `Values are noisy, and the best of them is the luckiest: without the noise trial ${number} (${value}) is believed to be the best.`

/** The best trial as plain data; null where no trial is complete. */
export const bestJson = ({ incumbent, study }: StudySummary, believed?: StoredTrial) =>
  incumbent === undefined
    ? null
    : {
        study: study.name,
        objective: study.spec.objective,
        number: incumbent.number,
        value: incumbent.value ?? null,
        metrics: incumbent.metrics ?? {},
        params: incumbent.params,
        seed: incumbent.seed,
        durationMillis: durationOf(incumbent) ?? null,
        ...(believed === undefined
          ? {}
          : { believed: { number: believed.number, value: believed.value ?? null, params: believed.params } })
      }
