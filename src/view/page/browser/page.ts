/** The moving parts of a page over one study: table, plots, and the panel of a trial. */
import type { TrialDetails } from "../PageData.ts"
import { plotReports, type PageState } from "../PageState.ts"
import type { PageTrial } from "../PageTrial.ts"
import { charts, type ChartState } from "./charts.ts"
import { trialPanel } from "./panel.ts"
import { trialTable } from "./table.ts"

/** Where the parts go, and what they can ask and do. */
export interface PageOptions {
  readonly table: HTMLElement
  readonly plots: HTMLElement
  readonly detailsOf: (trial: number) => Promise<TrialDetails>
  /** What one can do with a trial. Default: nothing. */
  readonly actionsOf?: (trial: PageTrial) => ReadonlyArray<HTMLElement>
  /** Called with the trial whose panel is opened, and with nothing when it is closed. */
  readonly onPanel?: (trial: number | undefined) => void
}

/** A page whose state can be replaced. */
export interface Page {
  /** Draws the table. `changed` are the trials that are not as they were when they were shown last. Default: any may be. */
  readonly show: (state: PageState, changed?: ReadonlySet<number>) => void
  /** Draws the plots as the latest state has them. */
  readonly drawPlots: () => void
  readonly open: (trial: number) => void
  /** Draws the panel of the trial again that it shows, if it is one of these. */
  readonly refresh: (trials: ReadonlySet<number>) => void
  /** Takes away what is not in the places that the page was given. */
  readonly leave: () => void
}

const chartState = ({ attempts, importances, now, reports, study, trials }: PageState): ChartState => {
  return {
    importances,
    now,
    record: {
      study,
      trials,
      attempts,
      reports: plotReports(reports, study)
    }
  }
}

/** Puts table, plots and panel into a page. */
export const mountPage = (start: PageState, { actionsOf, detailsOf, onPanel, plots, table }: PageOptions): Page => {
  let state = start
  const panel = trialPanel()
  const open = (number: number): void => {
    const trial = state.trials.find((one) => one.number === number)
    if (trial === undefined) return
    onPanel?.(number)
    panel.open({
      study: state.study,
      trial,
      reports: state.reports.filter((report) => report.trial === number),
      details: detailsOf(number),
      ...(actionsOf === undefined ? {} : { actions: actionsOf(trial) })
    })
  }
  const rows = trialTable(state.study.spec, state.trials, open)
  const drawn = charts(chartState(state), open)
  table.replaceChildren(rows.root)
  plots.replaceChildren(drawn.root)
  document.body.append(panel.root)
  if (onPanel !== undefined) panel.root.addEventListener("close", () => onPanel(undefined))
  return {
    open,
    refresh: (numbers) => {
      const shown = panel.shown()
      if (shown !== undefined && numbers.has(shown)) open(shown)
    },
    show: (next, changed) => {
      state = next
      rows.show(next.trials, changed)
    },
    drawPlots: () => drawn.show(chartState(state)),
    leave: () => {
      panel.root.remove()
      drawn.leave()
    }
  }
}
