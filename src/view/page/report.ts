/** `sweep report`: a study as one file, read from top to bottom like an executed notebook. */
import { formatCount, formatNumber } from "../format.ts"
import { pageAssets } from "./assets.ts"
import { cellsOf, resultCell, type Cell } from "./cells.ts"
import { highlight } from "./highlight.ts"
import { html, type Html } from "./html.ts"
import { markdown } from "./markdown.ts"
import type { PageData } from "./PageData.ts"
import { unpackTrials } from "./PageTrial.ts"
import { factGroups, kicker, tablePlace, tiles, verdict } from "./parts.ts"
import { shell } from "./shell.ts"
import { sortTrials, tableColumns } from "./tableRows.ts"
import { logSection, type TrialLog } from "./trialLogs.ts"

/** What a report is made from. */
export interface ReportRequest {
  readonly data: PageData
  /** The study file as it is; absent for a study that has none, or where it is gone. */
  readonly source?: string
  /** What must be said of the file, such as that it has changed. */
  readonly notes?: ReadonlyArray<string>
  /** The ends of trials' logs. Default: none. */
  readonly logs?: ReadonlyArray<TrialLog>
}

/** Longer cells are folded: a page is read, and code is looked up. */
const mostLines = 40
/** Rows that are there before a script has run. */
const rowsWithoutScript = 12

const code = (text: string, count: number): Html => {
  const lines = text.split("\n").length
  const block = html`<pre tabindex="0"><code>${highlight(text)}</code></pre>`
  return html`<div class="code">
    <div class="count" aria-hidden="true">[${count}]</div>
    <div>
      ${
        lines <= mostLines
          ? block
          : html`<details>
              <summary>${formatCount(lines, "line")} of code</summary>
              ${block}
            </details>`
      }
    </div>
  </div>`
}

/** Cells as they follow each other; code is numbered as if executed, beginning after `before` cells of code. */
const cells = (list: ReadonlyArray<Cell>, before: number): Html => {
  let count = before
  return html`<div class="cell">
    ${list.map(({ kind, text }) =>
      kind === "markdown" ? html`<div class="prose">${markdown(text)}</div>` : code(text, ++count)
    )}
  </div>`
}

/** The heading of the first prose cell is the page's own. */
const titleOf = (list: ReadonlyArray<Cell>): { readonly title?: string; readonly rest: ReadonlyArray<Cell> } => {
  const [first, ...others] = list
  const heading = first?.kind === "markdown" ? /^# +(.+)\n*/.exec(first.text) : null
  if (heading === null) return { rest: list }
  const text = first!.text.slice(heading[0].length)
  return { title: heading[1]!, rest: text === "" ? others : [{ kind: "markdown", text }, ...others] }
}

const confirmationTable = ({ study, verdict: { confirmation } }: PageData): Html | undefined =>
  confirmation &&
  html`<table class="trials">
    <thead>
      <tr>
        ${["rank", "trial", `fresh ${study.spec.objective.metric}`, "±", "runs", "in the study"].map(
          (name) => html`<th scope="col">${name}</th>`
        )}
      </tr>
    </thead>
    <tbody>
      ${confirmation.finalists.map(
        ({ halfWidth, mean, number, rank, runs, studyValue, tiedWithFirst }) =>
          html`<tr>
            ${[
              rank === null ? "–" : `${rank > 1 && tiedWithFirst === true ? "≈" : ""}${rank}`,
              String(number),
              mean === null ? "–" : formatNumber(mean),
              halfWidth === null ? "–" : formatNumber(halfWidth, 2),
              String(runs),
              studyValue === null ? "–" : formatNumber(studyValue)
            ].map((cell) => html`<td>${cell}</td>`)}
          </tr>`
      )}
    </tbody>
  </table>`

const board = (data: PageData): Html => {
  const trials = unpackTrials(data.trials)
  const columns = tableColumns(data.study.spec, trials).filter(({ isShown }) => isShown)
  const best = sortTrials(trials, columns[0]!, false).slice(0, rowsWithoutScript)
  return tablePlace(
    data,
    columns.map(({ label }) => label),
    best.map((trial) => columns.map(({ textOf }) => textOf(trial)))
  )
}

const results = (data: PageData): Html =>
  html` <section aria-labelledby="leaderboard">
      <h2 id="leaderboard">Leaderboard</h2>
      ${board(data)}
    </section>
    ${
      data.verdict.confirmation !== undefined &&
      html`<section aria-labelledby="confirmation">
        <h2 id="confirmation">Confirmation</h2>
        ${data.verdict.words.map((words) => html`<p>${words}</p>`)}${confirmationTable(data)}
      </section>`
    }
    <section aria-labelledby="charts">
      <h2 id="charts">Plots</h2>
      ${
        data.thinned &&
        html`<p class="says">
          There are more reports than a file should hold: learning curves are of the best trials and of some others, and
          thinned.
        </p>`
      }
      <div id="plots">
        <noscript><p class="says">Plots are drawn by the page's script.</p></noscript>
      </div>
    </section>`

const contents = (data: PageData, hasCells: boolean, hasLogs: boolean): Html => {
  const places: ReadonlyArray<readonly [string, string]> = [
    ...(hasCells ? [["study", "Study"] as const] : []),
    ["leaderboard", "Leaderboard"],
    ...(data.verdict.confirmation === undefined ? [] : [["confirmation", "Confirmation"] as const]),
    ["charts", "Plots"],
    ...(hasLogs ? [["logs", "Logs"] as const] : []),
    ["environment", "Environment"]
  ]
  return html`<nav class="contents" aria-label="Contents">
    <ul>
      ${places.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
    </ul>
  </nav>`
}

/** The whole file. */
export const renderReport = async ({ data, logs = [], notes = [], source }: ReportRequest): Promise<string> => {
  const { rest, title = data.study.name } = titleOf(source === undefined ? [] : cellsOf(source))
  const at = resultCell(rest)
  const [before, after] = [rest.slice(0, at + 1), rest.slice(at + 1)]
  const counted = before.filter(({ kind }) => kind === "code").length
  const body = html`<a class="skip" href="#leaderboard">Skip to the leaderboard</a>
    <header class="page-header">
      <p class="kicker">${kicker(data)}</p>
      <h1>${title}</h1>
      ${verdict(data)} ${tiles(data)}
    </header>
    ${contents(data, rest.length > 0, logs.length > 0)}
    <main>
      ${notes.map((note) => html`<p class="says">${note}</p>`)}
      ${before.length > 0 && html`<section id="study" aria-label="The study">${cells(before, 0)}</section>`}
      ${results(data)} ${after.length > 0 && cells(after, counted)} ${logSection(logs)}
      <section aria-labelledby="environment">
        <h2 id="environment">Environment</h2>
        ${factGroups(data.facts)}
      </section>
    </main>
    <footer class="page-footer">
      ${data.study.name}, as it was on ${new Date(data.made).toISOString().slice(0, 16).replace("T", " ")} UTC. This
      file holds everything it shows, and asks no network.
    </footer>`
  const {
    scripts: [charts, own],
    style
  } = await pageAssets("report")
  return shell({
    title: `${title} · sweep report`,
    body,
    documents: { "page-data": data },
    style,
    scripts: [own!],
    late: { echarts: charts! }
  })
}
