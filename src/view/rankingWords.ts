/** What every view of a ranking says above and below it. */
import { describeConstraint } from "../search/objectives/constraints.ts"
import type { StoredStudy } from "../store/records.ts"
import type { Certainty } from "./certainty.ts"
import { formatCount, formatNumber } from "./format.ts"
import { objectiveWords } from "./objectives.ts"
import { describeCounts, type Counts } from "./ranking.ts"
import { fitLine, span } from "./spans.ts"
import type { Theme } from "./theme.ts"

/** What every ranking from one execution per trial must say of itself. */
export const singleRunsNote =
  "Ranking from single runs: differences smaller than the noise between seeds are not significant."

/** `digits  maximize accuracy  41 complete, 19 pruned of 60`, cut to a width. */
export const studyHeading = (study: StoredStudy, counts: Counts, width: number, theme: Theme): string =>
  fitLine(
    [
      span(study.name, theme.heading),
      `  ${objectiveWords(study.spec)}  `,
      span(`${describeCounts(counts)}, budget ${study.budgetTrials}`, theme.quiet)
    ],
    width
  )

/** Why nothing has a place in the ranking yet. */
export const nothingRanked = ({ spec: { constraints = [] } }: StoredStudy, counts: Counts): string =>
  (counts.complete ?? 0) === 0
    ? "No trial is complete yet."
    : `No complete trial satisfies the constraints: ${constraints.map(describeConstraint).join(", ")}.`

/** What the ranks of several objectives mean. */
const frontNote =
  "Rank 1 is the Pareto front: no trial is at least as good as one of them in every objective and better in one."

/** What a ranking of several trials says of itself. */
export const rankingNotes = ({
  certainty,
  study
}: {
  readonly certainty?: Certainty | undefined
  readonly study: StoredStudy
}): ReadonlyArray<string> =>
  certainty === undefined
    ? [...(study.spec.objectives === undefined ? [] : [frontNote]), singleRunsNote]
    : [
        ...(certainty.repeats.size > 0
          ? ["Trials of equal params are shown as one, with the mean of their values."]
          : []),
        ...certaintyNotes(study, certainty)
      ]

/** What a leaderboard says of its own ranking, in sentences. */
export const certaintyNotes = (study: Pick<StoredStudy, "spec">, certainty: Certainty): ReadonlyArray<string> => {
  const { ranking } = certainty
  const { metric } = study.spec.objective
  const first = ranking.trials[0]
  const known = first === undefined ? undefined : certainty.trials.get(first.number)
  if (first === undefined || known === undefined) return []
  const tied = ranking.trials.filter(({ isTied }) => isTied)
  const percent = `${Math.round(ranking.confidence * 100)} %`
  const basis = `${percent} confidence, ${ranking.design === "folds" ? "paired by fold" : "from repeated runs"}, corrected for ${formatCount(ranking.comparisons, "comparison")}`
  return [
    tied.length > 1
      ? `No significant winner: ${tied.length} of ${ranking.trials.length} are tied with first place (≈; ${basis}).`
      : `Trial ${first.number} is ahead of every other (${basis}).`,
    `Expect ${metric} ${formatNumber(known.expected)} ± ${formatNumber(known.expectedHalfWidth, 2)} of trial ${first.number} on new data: the best of many is partly lucky.`
  ]
}
