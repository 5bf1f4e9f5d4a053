/** What a page shows, while it is shown. */
import type { Importances } from "../../search/importance/importance.ts"
import type { PlotRecord } from "../plots/Plot.ts"
import { unpack } from "./pack.ts"
import type { PageAttempt, PageData, PageReport, PageStudy } from "./PageData.ts"
import { unpackTrials, type PageTrial } from "./PageTrial.ts"

/** What a page shows, unpacked. */
export interface PageState {
  readonly study: PageStudy
  /** By rising number. */
  readonly trials: ReadonlyArray<PageTrial>
  readonly reports: ReadonlyArray<PageReport>
  readonly attempts: ReadonlyArray<PageAttempt>
  readonly importances: Importances | null
  /** The present, for what runs: milliseconds since 1970. */
  readonly now: number
}

/** Reports as plots take them: of the objective alone. */
export const plotReports = (reports: ReadonlyArray<PageReport>, { spec }: PageStudy): PlotRecord["reports"] =>
  reports.map(({ attempt = 1, value, ...report }) => ({
    ...report,
    attempt,
    metrics: { [spec.objective.metric]: value }
  }))

/** The document's content as state. */
export const stateOf = (data: PageData): PageState => ({
  study: data.study,
  trials: unpackTrials(data.trials),
  reports: unpack(data.reports) as unknown as ReadonlyArray<PageReport>,
  attempts: unpack(data.attempts) as unknown as ReadonlyArray<PageAttempt>,
  importances: data.importances,
  now: data.made
})
