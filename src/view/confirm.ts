/** The verdict of a confirmation: finalists by their fresh runs, and what can be said of the first. */
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { confirmRanking } from "../search/ranking/confirm.ts"
import type { Ranking } from "../search/ranking/rank.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import type { Confirmation } from "../schedule/confirmation.ts"
import { formatCount, formatNumber } from "./format.ts"
import { describeParams } from "./params.ts"
import { fitLine, span } from "./spans.ts"
import { renderTable, type Column } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** A finalist with its fresh runs, in the objective's own direction; what it does not have is null. */
interface Finalist {
  readonly rank: number | null
  readonly trial: StoredTrial
  readonly runs: number
  readonly failed: number
  readonly mean: number | null
  readonly halfWidth: number | null
  readonly tiedWithFirst: boolean | null
  readonly expected: number | null
  readonly expectedHalfWidth: number | null
}

const finalistsOf = ({ finalists, plan, source }: Confirmation, ranking: Ranking | undefined) => {
  const asReported = (value: number): number => lowerIsBetter(source.spec.objective, value)
  const rows = finalists.map((trial): Finalist => {
    const runs = plan.finalists.find(({ number }) => number === trial.number)?.runs ?? []
    const place = ranking?.trials.findIndex(({ number }) => number === trial.number) ?? -1
    const ranked = ranking?.trials[place]
    const values = runs.filter((value) => value !== undefined)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return {
      rank: ranked === undefined ? null : place + 1,
      trial,
      runs: runs.length,
      failed: runs.length - values.length,
      mean: values.length === 0 ? null : asReported(mean),
      halfWidth: ranked?.halfWidth ?? null,
      tiedWithFirst: ranked?.isTied ?? null,
      expected: ranked === undefined ? null : asReported(ranked.expected),
      expectedHalfWidth: ranked?.expectedHalfWidth ?? null
    }
  })
  return rows.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.trial.number - b.trial.number)
}

const rankOf = ({ rank, tiedWithFirst }: Finalist): string =>
  rank === null ? "–" : `${rank > 1 && tiedWithFirst === true ? "≈" : ""}${rank}`

const numberOr = (value: number | null | undefined, digits?: number): string =>
  value === null || value === undefined ? "–" : formatNumber(value, digits)

const columns = (metric: string): ReadonlyArray<Column> => [
  { name: "rank", align: "right", priority: Infinity },
  { name: "trial", align: "right", priority: Infinity },
  { name: `fresh ${metric}`, align: "right", priority: Infinity },
  { name: "±", align: "right", priority: 5 },
  { name: "runs", align: "right", priority: 4 },
  { name: "in the study", align: "right", priority: 3 },
  { name: "params", priority: 2 }
]

const verdictOf = (study: StoredStudy, rows: ReadonlyArray<Finalist>, ranking: Ranking): ReadonlyArray<string> => {
  const { metric } = study.spec.objective
  const [first] = rows
  const basis = `${Math.round(ranking.confidence * 100)} % confidence, corrected for ${formatCount(ranking.comparisons, "comparison")}`
  const tied = rows.filter(({ tiedWithFirst }) => tiedWithFirst === true).map(({ trial }) => trial.number)
  const worth = `Expect ${metric} ${numberOr(first?.expected)} ± ${numberOr(first?.expectedHalfWidth, 2)} of trial ${first?.trial.number} on a fresh seed.`
  return ranking.winner === undefined
    ? [
        `No significant winner: trials ${tied.join(", ")} are tied on fresh seeds (${basis}). Any of them will do; take the cheapest.`,
        worth
      ]
    : [`Trial ${ranking.winner} wins: every other finalist is worse on fresh seeds (${basis}).`, worth]
}

/** The verdict in sentences, or why there is none yet. */
export const confirmationWords = (confirmation: Confirmation): ReadonlyArray<string> => {
  const { plan, source } = confirmation
  const ranking = confirmRanking(plan.finalists)
  if (ranking === undefined)
    return ["Fewer than two finalists have runs without a failure: there is nothing to compare yet."]
  return plan.state.next.length === 0
    ? verdictOf(source, finalistsOf(confirmation, ranking), ranking)
    : ["The confirmation is not finished: the same command goes on with it."]
}

/** The finalists, best first, and the verdict; while runs are missing, how many. */
export const renderConfirmation = (confirmation: Confirmation, width: number, theme: Theme): string => {
  const { plan, source } = confirmation
  const { metric } = source.spec.objective
  const ranking = confirmRanking(plan.finalists)
  const rows = finalistsOf(confirmation, ranking)
  const heading = fitLine(
    [
      span(`confirmation of ${source.name}`, theme.heading),
      span(`  ${formatCount(rows.length, "finalist")}, ${formatCount(confirmation.trials.length, "run")}`, theme.quiet)
    ],
    width
  )
  const table = renderTable({
    columns: columns(metric),
    rows: rows.map((row) => [
      rankOf(row),
      String(row.trial.number),
      numberOr(row.mean),
      numberOr(row.halfWidth, 2),
      row.failed === 0 ? String(row.runs) : `${row.runs} (${row.failed} failed)`,
      numberOr(row.trial.value),
      describeParams(row.trial.params)
    ]),
    width,
    theme
  })
  const words = confirmationWords(confirmation)
  return [heading, "", ...table, "", ...words.flatMap((line) => wrap(line, width))].join("\n")
}

/** A confirmation as plain data. */
export const confirmationJson = (confirmation: Confirmation) => {
  const { plan, settings, source, trials } = confirmation
  const ranking = confirmRanking(plan.finalists)
  return {
    study: source.name,
    objective: source.spec.objective,
    finished: plan.state.next.length === 0,
    winner: plan.state.next.length === 0 ? (ranking?.winner ?? null) : null,
    confidence: ranking?.confidence ?? null,
    comparisons: ranking?.comparisons ?? null,
    runs: trials.length,
    plannedRuns: settings.runs,
    finalists: finalistsOf(confirmation, ranking).map(({ trial, ...row }) => ({
      number: trial.number,
      ...row,
      studyValue: trial.value ?? null,
      params: trial.params
    }))
  }
}
