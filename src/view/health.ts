/** What a look at a study's health found, in words and numbers, with what to do. */
import type { CheckName, Health } from "../search/health/Finding.ts"
import { checkNames } from "../search/health/Finding.ts"
import { lowerIsBetter, objectivesOf } from "../search/objectives/direction.ts"
import type { StoredStudy } from "../store/records.ts"
import { formatCount, formatNumber } from "./format.ts"
import { fitLine, span } from "./spans.ts"
import { renderTable } from "./table.ts"
import { cleanText, wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** Each check, as a question that a healthy study answers with no. */
const questions: Readonly<Record<CheckName, string>> = {
  few: "few trials",
  flat: "metric flat",
  failures: "failures cluster",
  noise: "noise above the effect",
  edge: "best at the edge of a range",
  logScale: "log scale advised",
  eagerPruner: "pruner too eager"
}

/** What was seen, and what to do about it. */
interface Told {
  readonly evidence: string
  readonly advice: string
}

const chance = (p: number): string => (p < 1e-6 ? "p < 1e-6" : `p = ${formatNumber(p, 2)}`)
const percent = (share: number): string => `${Math.round(100 * share)} %`

const tell = (finding: Health["findings"][number], spec: StoredStudy["spec"]): Told => {
  const objective = objectivesOf(spec).find(({ metric: name }) => name === finding.objective) ?? spec.objective
  const { metric } = objective
  switch (finding.check) {
    case "few":
      return {
        evidence: `${formatCount(finding.complete, "trial")} complete or pruned, for ${formatCount(finding.params, "param")} that vary.`,
        advice: `Run at least ${finding.wanted} before concluding anything: --trials ${finding.wanted}.`
      }
    case "flat":
      return {
        evidence: `${metric} is ${formatNumber(lowerIsBetter(objective, finding.value))} in ${finding.same} of ${formatCount(finding.complete, "complete trial")}.`,
        advice:
          "Look whether train uses its params, and whether the metric is what the training changes: a constant prediction gives one value whatever is tried."
      }
    case "failures": {
      const { bound, elsewhere, failedElsewhere, failedThere, looks, p, param, reason, there, where } = finding
      const place = `${param} ${where} ${typeof bound === "number" ? formatNumber(bound) : JSON.stringify(bound)}`
      return {
        evidence: `${failedThere} of ${formatCount(there, "trial")} failed where ${place}${reason === undefined ? "" : ` (most often: ${reason})`}, and ${failedElsewhere} of ${elsewhere} elsewhere (${chance(p)}, corrected for ${formatCount(looks, "place")}).`,
        advice: `Look at one of them: sweep leaderboard --where '${place} && state == "failed"'. Mend what fails there, or leave it out: where: (params) => !(…).`
      }
    }
    case "noise":
      return {
        evidence: `Measured again, one trial's ${metric} varies by ${formatNumber(finding.noise, 3)} (standard deviation); ${finding.trials} trials differ by ${formatNumber(finding.effect, 3)} beyond that (from ${finding.design}).`,
        advice:
          "Differences between single trials are mostly luck: declare noise: true, average over more folds, or let sweep confirm decide."
      }
    case "edge": {
      const { best, bound, crowded, p, param, side, zone } = finding
      return {
        evidence: `${crowded} of the ${best} best trials by ${metric} have ${param} in the ${side === "low" ? "lowest" : "highest"} ${percent(zone)} of its range, next to ${typeof bound === "number" ? formatNumber(bound) : String(bound)} (${chance(p)}).`,
        advice: `If ${param} may go beyond ${String(bound)}, widen the range: the study goes on with a wider one.`
      }
    }
    case "logScale": {
      const { best, crowded, high, low, p, param } = finding
      return {
        evidence: `${crowded} of the ${best} best trials by ${metric} have ${param} in the lowest tenth of ${formatNumber(low)} to ${formatNumber(high)}, which spans ${Math.round(Math.log10(high / low))} orders of magnitude on a linear scale (${chance(p)}).`,
        advice: `Search its order of magnitude: float(${low}, ${high}, { log: true }).`
      }
    }
    case "eagerPruner":
      return {
        evidence: `${finding.pruned} of ${formatCount(finding.ended, "trial")} were pruned at step ${finding.step}, where the order by ${metric} says little of the end: rank correlation ${formatNumber(finding.correlation, 2)}, surely below ${formatNumber(finding.upper, 2)} (from ${formatCount(finding.complete, "complete trial")}).`,
        advice:
          "Judge later: a larger minStep or warmUpSteps. sweep replay --pruner shows what another pruner would have lost."
      }
  }
}

/** A table of all checks, then the evidence of each finding and what to do about it. */
export const renderHealth = (request: {
  readonly study: StoredStudy
  readonly health: Health
  readonly width: number
  readonly theme: Theme
}): string => {
  const { health, study, theme, width } = request
  const always = Number.POSITIVE_INFINITY
  const isOfSeveral = study.spec.objectives !== undefined
  const of = (objective: string | undefined) => (isOfSeveral && objective !== undefined ? `: ${objective}` : "")
  const rows = checkNames.map((name) => {
    const found = health.findings.filter(({ check }) => check === name)
    const unchecked = health.unchecked.find(({ check }) => check === name)
    const whose = isOfSeveral ? [...new Set(found.flatMap(({ objective }) => objective ?? []))].join(", ") : ""
    if (found.length > 0) return [questions[name], span("yes", theme.warning), whose]
    return unchecked === undefined
      ? [questions[name], span("no", theme.good), ""]
      : [questions[name], span("unknown", theme.quiet), unchecked.because]
  })
  return [
    fitLine([span(`${study.name}  health`, theme.heading)], width),
    "",
    ...renderTable({
      columns: [
        { name: "check", priority: always },
        { name: "found", priority: always },
        { name: "", priority: 1 }
      ],
      rows,
      width,
      theme
    }),
    ...health.findings.flatMap((finding) => {
      const { advice, evidence } = tell(finding, study.spec)
      return [
        "",
        fitLine([span(`${questions[finding.check]}${of(finding.objective)}`, theme.warning)], width),
        ...wrap(cleanText(evidence), width),
        ...wrap(cleanText(advice), width).map(theme.quiet)
      ]
    }),
    "",
    ...wrap(
      health.findings.length === 0 ? "Nothing was found." : `${formatCount(health.findings.length, "finding")}.`,
      width
    )
  ].join("\n")
}

/** The same as plain data: the numbers of each finding, and the words for them. */
export const healthJson = (study: StoredStudy, { findings, unchecked }: Health) => ({
  study: study.name,
  findings: findings.map((finding) => ({ ...finding, ...tell(finding, study.spec) })),
  unchecked
})
