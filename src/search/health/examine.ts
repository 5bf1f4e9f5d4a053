/** A look at the health of a study: each finding with its numbers. */
import { fitEffects } from "../ranking/effects.ts"
import { meanFactor } from "../ranking/Measured.ts"
import { dimensionsOf } from "../space/dimensions.ts"
import { gridSize } from "../space/units.ts"
import { crowded } from "./crowding.ts"
import { eagerPruner } from "./eagerPruner.ts"
import { clusteredFailures } from "./failures.ts"
import {
  checkNames,
  type CheckName,
  type Examination,
  type Few,
  type Finding,
  type Flat,
  type Health,
  type Noise,
  type Unchecked
} from "./Finding.ts"

const fewestForFlat = 10
const flatShare = 0.9
/** Complete trials for each param that varies, below which little can be said of it. */
const perParam = 10
const fewestMeasured = 4

const valuesOf = ({ trials }: Examination): ReadonlyArray<number> => trials.flatMap(({ value }) => value ?? [])

/** Nine in ten complete trials have the same value, to six digits. */
const flat = (examination: Examination): Flat | Unchecked | undefined => {
  const values = valuesOf(examination)
  if (values.length < fewestForFlat)
    return { check: "flat", because: `it takes ${fewestForFlat} complete trials, and there are ${values.length}` }
  const [, most] = [...Map.groupBy(values, (value) => value.toPrecision(6))].toSorted(
    ([, a], [, b]) => b.length - a.length
  )[0]!
  if (most.length < flatShare * values.length) return undefined
  return { check: "flat", value: most[0]!, same: most.length, complete: values.length }
}

/** Pruned trials count, too: they were looked at. No more are wanted than a space of grids has points. */
const few = (examination: Examination): Few | undefined => {
  const sizes = dimensionsOf(examination.space).map(({ distribution }) => gridSize(distribution) ?? Infinity)
  const params = sizes.filter((size) => size > 1).length
  const complete = examination.trials.filter(({ state, value }) => value !== undefined || state === "pruned").length
  const points = sizes.reduce((all, size) => all * size, 1)
  const wanted = Math.min(perParam * params, points)
  return complete >= wanted ? undefined : { check: "few", complete, params, wanted }
}

/**
 * The variance of what trials are worth is that of their means less what noise gives those (the method of moments). It is
 * compared to the variance of one measurement.
 */
const noise = ({ measured }: Examination): Noise | Unchecked | undefined => {
  const none = {
    check: "noise",
    because: `it takes ${fewestMeasured} trials with folds or repeats: sweep confirm makes them`
  } as const
  const repeated = measured?.trials.filter(({ values }) => values.size > 1) ?? []
  if (measured === undefined || repeated.length < fewestMeasured) return none
  const effects = fitEffects(repeated, measured.design)
  if (effects === undefined) return none
  const { means, residualVariance } = effects
  const centre = means.reduce((sum, value) => sum + value, 0) / means.length
  const between = means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (means.length - 1)
  const ofNoise =
    repeated.reduce((sum, { values }) => sum + residualVariance * meanFactor(values.size, measured.design), 0) /
    repeated.length
  const effect = Math.sqrt(Math.max(0, between - ofNoise))
  const sd = Math.sqrt(residualVariance)
  return sd <= effect
    ? undefined
    : { check: "noise", noise: sd, effect, trials: repeated.length, design: measured.design }
}

type Outcome = Finding | Unchecked | undefined

const isUnchecked = (outcome: Outcome): outcome is Unchecked => outcome !== undefined && "because" in outcome
const isFinding = (outcome: Outcome): outcome is Finding => outcome !== undefined && !("because" in outcome)

const inOrder = <Found extends Finding>(findings: ReadonlyArray<Found>): ReadonlyArray<Found> =>
  findings.toSorted((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check))

/** Makes every check. Findings come in the order of `checkNames`. */
export const examine = (examination: Examination): Health => {
  const clustered = clusteredFailures(examination)
  const isFlat = flat(examination)
  const outcomes: ReadonlyArray<Outcome> = [
    few(examination),
    isFlat,
    clustered,
    noise(examination),
    // Where the objective is the same everywhere, the best trials lie where they happen to lie.
    ...(isFinding(isFlat) ? [] : crowded(examination)),
    eagerPruner(examination)
  ]
  return { findings: inOrder(outcomes.filter(isFinding)), unchecked: outcomes.filter(isUnchecked) }
}

/** What looks at no value is the same by every objective. */
const ofTheStudy: ReadonlySet<CheckName> = new Set(["few", "failures"])

/** A study by one of its objectives. */
export interface ByObjective {
  readonly objective: string
  readonly examination: Examination
  /** Whether its pruner looks at this objective. */
  readonly isPrunedBy: boolean
}

/** Makes every check by each objective; what is the whole study's is found once. */
export const examineAll = (objectives: ReadonlyArray<ByObjective>): Health => {
  const looks = objectives.map(({ examination, isPrunedBy, objective }, index) => {
    const isMeant = ({ check }: { readonly check: CheckName }): boolean =>
      (index === 0 || !ofTheStudy.has(check)) && (isPrunedBy || check !== "eagerPruner")
    const whose = ({ check }: { readonly check: CheckName }) => (ofTheStudy.has(check) ? {} : { objective })
    const { findings, unchecked } = examine(examination)
    return {
      findings: findings.filter(isMeant).map((finding) => ({ ...finding, ...whose(finding) })),
      unchecked: unchecked.filter(isMeant).map((one) => ({ ...one, ...whose(one) }))
    }
  })
  return {
    findings: inOrder(looks.flatMap(({ findings }) => findings)),
    unchecked: looks.flatMap(({ unchecked }) => unchecked)
  }
}
