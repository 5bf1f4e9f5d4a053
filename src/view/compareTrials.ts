/** Two trials side by side. */
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { rankMeasured, type Ranking } from "../search/ranking/rank.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import type { FoldValue, TrialHistory } from "../store/StudyReader.ts"
import { certaintyOf, measuredOf } from "./certainty.ts"
import { both, curveWidth, missing, numbers, renderLines, withHalfWidth, type Line, type Pair } from "./comparison.ts"
import { curvesOf } from "./curves.ts"
import { formatCount, formatDuration, formatNumber } from "./format.ts"
import { flattenParams, formatParam } from "./params.ts"
import { durationOf } from "./ranking.ts"
import { sparkline } from "./sparkline.ts"
import type { Theme } from "./theme.ts"

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
  (curvesOf({ trials: [trial], reports }, study.spec.objective.metric).get(trial.number) ?? []).map(
    ([, value]) => value
  )

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

/** Two trials: state, value with its interval, metrics, params, duration and curves. */
export const renderTrials = (
  compared: ComparedTrials,
  screen: { readonly theme: Theme; readonly width: number }
): string => {
  const { folds, histories, study, trials } = compared
  const [a, b] = both(histories, ({ trial }) => trial)
  const certainty = certaintyOf(study, trials, folds)
  const withInterval = ({ number, value }: StoredTrial): string =>
    withHalfWidth(value, certainty?.trials.get(number)?.halfWidth)
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
