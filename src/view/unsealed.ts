/** Sealed metrics that somebody asked to see, and how often that happened. */
import type { Unsealing } from "../store/records.ts"
import { metricFacts, renderFacts, sectionTitle } from "./facts.ts"
import { formatCount } from "./format.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** The latest look at sealed metrics. `looks` are all looks at the study, this one last. */
export const renderUnsealed = (looks: ReadonlyArray<Unsealing>, width: number, theme: Theme): string => {
  const latest = looks.at(-1)!
  const others = new Set(looks.map(({ trial }) => trial)).size
  const note =
    looks.length === 1
      ? "The first look at sealed metrics of this study. It is on record."
      : `Look ${looks.length} at sealed metrics of this study, at ${formatCount(others, "trial")} so far; all are on record. What one chooses by is no independent judge any more.`
  return [
    ...sectionTitle(`sealed metrics of trial ${latest.trial}`, width, theme),
    ...renderFacts(metricFacts(latest.metrics), width, theme),
    "",
    ...wrap(note, width).map(theme.quiet)
  ].join("\n")
}
