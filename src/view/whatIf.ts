/** What another pruner would have done with a study. */
import type { WhatIf } from "../schedule/replay/whatIf.ts"
import { renderFacts, type Fact } from "./facts.ts"
import { formatNumber } from "./format.ts"
import { fitLine, span } from "./spans.ts"
import type { Theme } from "./theme.ts"

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The share of the steps that would not have been trained. */
const savedBy = ({ steps, trained }: WhatIf): number => (steps === 0 ? 0 : 1 - trained / steps)

/** Steps saved, trials ended, and which of them would have been among the best. */
export const renderWhatIf = (request: {
  readonly study: string
  readonly pruner: string
  readonly played: WhatIf
  readonly width: number
  readonly theme: Theme
}): string => {
  const { played, pruner, study, theme, width } = request
  const { ended, leftOut, resumable, resumed, steps, trained, trials, wrong } = played
  const facts: ReadonlyArray<Fact> = [
    [
      "trials",
      `${trials} complete ones with their curves${leftOut === 0 ? "" : `; ${leftOut} others are left out: their curves are not whole`}`
    ],
    [
      "could resume",
      resumable ? "yes: trials pause, and go on when they are worth it" : "no: a trial that is stopped is gone"
    ],
    ["steps", `${trained} in place of ${steps}: ${percent(savedBy(played))} saved`],
    [
      "ended early",
      `${ended} of ${trials}${resumable ? `, after ${resumed} resumption${resumed === 1 ? "" : "s"}` : ""}`
    ],
    ["wrongly ended", wrong.length === 0 ? "none of the best 3" : `${wrong.length} of the best 3`],
    ...wrong.map(({ rank, reason, step, trial, value }): Fact => [
      `  trial ${trial}`,
      `came to be number ${rank} with ${formatNumber(value)}; at step ${step}: ${reason}`
    ])
  ]
  return [fitLine([span(`${study} under ${pruner}`, theme.heading)], width), ...renderFacts(facts, width, theme)].join(
    "\n"
  )
}

/** The same as plain data. */
export const whatIfJson = (
  study: string,
  pruner: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> },
  played: WhatIf
) => ({ study, pruner, ...played, saved: savedBy(played) })
