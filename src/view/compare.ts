/** Two trials, or two studies, side by side. */
import { describeDistribution } from "../search/space/describe.ts"
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { rankMeasured, type Ranking } from "../search/ranking/rank.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { isInForce } from "../store/checkpoints.ts"
import type { FoldValue, StudySummary, TrialHistory } from "../store/StudyReader.ts"
import { certaintyOf, measuredOf } from "./certainty.ts"
import { formatCount, formatDuration, formatNumber } from "./format.ts"
import { objectiveWords } from "./objectives.ts"
import { flattenParams, formatParam } from "./params.ts"
import { describeCounts, durationOf } from "./ranking.ts"
import { fitLine, span, type Span } from "./spans.ts"
import { sparkline } from "./sparkline.ts"
import { renderTable } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** A line of a comparison: a name, both values as shown, and how far the second is from the first where they are numbers. */
interface Line {
  readonly name: string
  readonly a: string
  readonly b: string
  readonly difference?: number
}

type Pair<A> = readonly [A, A]

const both = <A, B>([a, b]: Pair<A>, of: (one: A) => B): Pair<B> => [of(a), of(b)]

const missing = "–"
const curveWidth = 20

const numbers = (name: string, a: number | undefined, b: number | undefined): Line => ({
  name,
  a: a === undefined ? missing : formatNumber(a),
  b: b === undefined ? missing : formatNumber(b),
  ...(a === undefined || b === undefined ? {} : { difference: b - a })
})

/** A trial with its study's trials, which tell how sure its value is. */
export interface ComparedTrials {
  readonly study: StoredStudy
  readonly histories: Pair<TrialHistory>
  readonly trials: ReadonlyArray<StoredTrial>
  readonly folds: ReadonlyArray<FoldValue>
}

/** What was measured of two trials alone: which is better, if one is. */
const between = ({ folds, histories: [a, b], study, trials }: ComparedTrials): Ranking | undefined => {
  const { design, groups, trials: measured } = measuredOf(study, trials, folds)
  const own = [a.trial.number, b.trial.number].flatMap((number) => {
    const first = [...groups].find(([, group]) => group.some((trial) => trial.number === number))?.[0] ?? number
    return measured.filter((one) => one.number === first)
  })
  return own.length === 2 && own[0] !== own[1] ? rankMeasured(own, design) : undefined
}

const curveOf = ({ reports, study, trial }: TrialHistory): ReadonlyArray<number> =>
  reports
    .filter((report) => report.fold === undefined && isInForce(trial, report))
    .toSorted((a, b) => a.step - b.step)
    .flatMap(({ metrics }) => metrics[study.spec.objective.metric] ?? [])

/** Two trials as plain data. */
export const compareTrialsJson = (compared: ComparedTrials) => {
  const { histories, study, trials, folds } = compared
  const certainty = certaintyOf(study, trials, folds)
  const [a, b] = both(histories, ({ trial }) => new Map(flattenParams(trial.params)))
  const ranking = between(compared)
  return {
    study: study.name,
    objective: study.spec.objective,
    trials: histories.map((history) => ({
      number: history.trial.number,
      state: history.trial.state,
      value: history.trial.value ?? null,
      halfWidth: certainty?.trials.get(history.trial.number)?.halfWidth ?? null,
      metrics: history.trial.metrics ?? {},
      params: history.trial.params,
      durationMillis: durationOf(history.trial) ?? null,
      curve: curveOf(history)
    })),
    differing: [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)),
    /** The better one where what was measured tells them apart; null where it does not, or nothing was measured twice. */
    better: ranking?.winner === undefined ? null : betterOf(compared, ranking)
  }
}

const betterOf = ({ histories: [a, b], study }: ComparedTrials, { winner }: Ranking): number => {
  if (winner === a.trial.number || winner === b.trial.number) return winner
  const lower = (trial: StoredTrial): number => lowerIsBetter(study.spec.objective, trial.value ?? Number.NaN)
  return lower(a.trial) < lower(b.trial) ? a.trial.number : b.trial.number
}

const verdict = (compared: ComparedTrials): string => {
  const { histories, study } = compared
  const { metric } = study.spec.objective
  const [a, b] = both(histories, ({ trial }) => trial)
  if (a.value === undefined || b.value === undefined) return "Only complete trials have a value to compare."
  const ranking = between(compared)
  if (ranking === undefined)
    return `Nothing was measured twice: whether ${formatNumber(Math.abs(b.value - a.value))} of ${metric} is more than noise is not known. sweep confirm finds out.`
  const percent = `${Math.round(100 * ranking.confidence)} % confidence, ${ranking.design === "folds" ? "paired by fold" : "from repeats"}`
  return ranking.winner === undefined
    ? `They are tied: the difference is within the noise (${percent}).`
    : `Trial ${betterOf(compared, ranking)} is better (${percent}).`
}

const renderLines = (
  heading: string,
  names: Pair<string>,
  lines: ReadonlyArray<Line>,
  notes: ReadonlyArray<string>,
  { theme, width }: { readonly theme: Theme; readonly width: number }
): string => {
  const always = Number.POSITIVE_INFINITY
  const paint = ({ a, b }: Line, text: string): Span => (a === b ? span(text, theme.quiet) : text)
  return [
    fitLine([span(heading, theme.heading)], width),
    "",
    ...renderTable({
      columns: [
        { name: "", priority: always },
        { name: names[0], priority: always },
        { name: names[1], priority: always },
        { name: "difference", align: "right", priority: 1 }
      ],
      rows: lines.map((line) => [
        span(line.name, theme.quiet),
        paint(line, line.a),
        paint(line, line.b),
        line.difference === undefined || line.difference === 0
          ? ""
          : `${line.difference > 0 ? "+" : ""}${formatNumber(line.difference)}`
      ]),
      width,
      theme
    }),
    "",
    ...notes.flatMap((note) => wrap(note, width).map(theme.quiet))
  ].join("\n")
}

/** Two trials: state, value with its interval, metrics, params, duration and curves. */
export const renderTrials = (
  compared: ComparedTrials,
  screen: { readonly theme: Theme; readonly width: number }
): string => {
  const { folds, histories, study, trials } = compared
  const [a, b] = both(histories, ({ trial }) => trial)
  const certainty = certaintyOf(study, trials, folds)
  const withInterval = (trial: StoredTrial): string => {
    const known = certainty?.trials.get(trial.number)
    const value = trial.value === undefined ? missing : formatNumber(trial.value)
    return known === undefined ? value : `${value} ± ${formatNumber(known.halfWidth, 2)}`
  }
  const { metric } = study.spec.objective
  const metrics = [...new Set([a, b].flatMap((trial) => Object.keys(trial.metrics ?? {})))].filter(
    (name) => name !== metric
  )
  const [inA, inB] = [new Map(flattenParams(a.params)), new Map(flattenParams(b.params))]
  const names = [...new Set([...inA.keys(), ...inB.keys()])]
  const differing = names.filter((name) => inA.get(name) !== inB.get(name))
  const params = names.map((name): Line => {
    const [one, other] = [inA.get(name), inB.get(name)]
    if (typeof one === "number" && typeof other === "number") return numbers(name, one, other)
    return {
      name,
      a: one === undefined ? missing : formatParam(one),
      b: other === undefined ? missing : formatParam(other)
    }
  })
  const took = (trial: StoredTrial): string => {
    const duration = durationOf(trial)
    return duration === undefined ? missing : formatDuration(duration)
  }
  const [curveA, curveB] = both(histories, curveOf)
  const lines: ReadonlyArray<Line> = [
    { name: "state", a: a.state, b: b.state },
    { ...numbers(metric, a.value, b.value), a: withInterval(a), b: withInterval(b) },
    ...metrics.map((name) => numbers(name, a.metrics?.[name], b.metrics?.[name])),
    ...params,
    { name: "duration", a: took(a), b: took(b) },
    ...(curveA.length + curveB.length === 0
      ? []
      : [{ name: "curve", a: sparkline(curveA, curveWidth), b: sparkline(curveB, curveWidth) }])
  ]
  const notes = [
    differing.length === 0
      ? "Their params are the same."
      : `${differing.length} of ${formatCount(names.length, "param")} ${differing.length === 1 ? "differs" : "differ"}: ${differing.join(", ")}.`,
    verdict(compared)
  ]
  return renderLines(
    `${study.name}  trial ${a.number} and trial ${b.number}`,
    [`trial ${a.number}`, `trial ${b.number}`],
    lines,
    notes,
    screen
  )
}

/** A study with its trials. */
export interface ComparedStudy {
  readonly summary: StudySummary
  readonly trials: ReadonlyArray<StoredTrial>
  readonly folds: ReadonlyArray<FoldValue>
}

/** The best value so far after each complete trial, in the order of their numbers. */
const bestSoFar = ({ summary, trials }: ComparedStudy): ReadonlyArray<number> => {
  const { objective } = summary.study.spec
  let best = Infinity
  return trials
    .filter(({ state, value }) => state === "complete" && value !== undefined)
    .toSorted((a, b) => a.number - b.number)
    .map(({ value }) => {
      best = Math.min(best, lowerIsBetter(objective, value!))
      return lowerIsBetter(objective, best)
    })
}

const sameObjective = (a: StoredStudy, b: StoredStudy): boolean =>
  a.spec.objective.metric === b.spec.objective.metric && a.spec.objective.direction === b.spec.objective.direction

const spaceLines = (a: StoredStudy, b: StoredStudy): ReadonlyArray<Line> =>
  [...new Set([...Object.keys(a.spec.space), ...Object.keys(b.spec.space)])].map((name) => {
    const [one, other] = [a.spec.space[name], b.spec.space[name]]
    return {
      name,
      a: one === undefined ? missing : describeDistribution(one),
      b: other === undefined ? missing : describeDistribution(other)
    }
  })

/** Two studies as plain data. */
export const compareStudiesJson = (compared: Pair<ComparedStudy>) => ({
  studies: compared.map((one) => ({
    study: one.summary.study.name,
    objective: one.summary.study.spec.objective,
    sampler: one.summary.study.spec.sampler.name,
    pruner: one.summary.study.spec.pruner.name,
    seed: one.summary.study.spec.seed,
    space: one.summary.study.spec.space,
    counts: one.summary.counts,
    incumbent: one.summary.incumbent?.number ?? null,
    value: one.summary.incumbent?.value ?? null,
    halfWidth: halfWidthOf(one) ?? null,
    bestSoFar: bestSoFar(one)
  }))
})

const halfWidthOf = ({ folds, summary, trials }: ComparedStudy): number | undefined =>
  certaintyOf(summary.study, trials, folds)?.trials.get(summary.incumbent?.number ?? -1)?.halfWidth

/** Two studies: how they searched, what came out, and how fast. */
export const renderStudies = (
  compared: Pair<ComparedStudy>,
  screen: { readonly theme: Theme; readonly width: number }
): string => {
  const [a, b] = compared
  const [one, other] = [a.summary.study, b.summary.study]
  const best = ({ summary }: ComparedStudy): number | undefined => summary.incumbent?.value
  const shown = (study: ComparedStudy): string => {
    const [value, halfWidth] = [best(study), halfWidthOf(study)]
    if (value === undefined) return missing
    return halfWidth === undefined ? formatNumber(value) : `${formatNumber(value)} ± ${formatNumber(halfWidth, 2)}`
  }
  const curves = [bestSoFar(a), bestSoFar(b)] as const
  const shared = Math.min(curves[0].length, curves[1].length)
  const took = ({ trials }: ComparedStudy): number => trials.reduce((sum, trial) => sum + (durationOf(trial) ?? 0), 0)
  const lines: ReadonlyArray<Line> = [
    { name: "objective", a: objectiveWords(one.spec), b: objectiveWords(other.spec) },
    { ...numbers("best", best(a), best(b)), a: shown(a), b: shown(b) },
    {
      name: "of trial",
      a: String(a.summary.incumbent?.number ?? missing),
      b: String(b.summary.incumbent?.number ?? missing)
    },
    ...(shared > 0 && curves[0].length !== curves[1].length
      ? [numbers(`best of ${shared}`, curves[0][shared - 1], curves[1][shared - 1])]
      : []),
    { name: "best so far", a: sparkline(curves[0], curveWidth), b: sparkline(curves[1], curveWidth) },
    { name: "trials", a: describeCounts(a.summary.counts), b: describeCounts(b.summary.counts) },
    { name: "their time", a: formatDuration(took(a)), b: formatDuration(took(b)) },
    { name: "sampler", a: one.spec.sampler.name, b: other.spec.sampler.name },
    { name: "pruner", a: one.spec.pruner.name, b: other.spec.pruner.name },
    { name: "seed", a: String(one.spec.seed), b: String(other.spec.seed) },
    ...spaceLines(one, other)
  ]
  const notes = sameObjective(one, other)
    ? [
        "One study of each kind says little: the order of two samplers, or of two spaces, changes with the seed of the study."
      ]
    : ["Their objectives differ: the values are not to be compared."]
  return renderLines(`${one.name} and ${other.name}`, [one.name, other.name], lines, notes, screen)
}
