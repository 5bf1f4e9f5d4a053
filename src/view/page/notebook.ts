/** `sweep notebook`: a study as a notebook of Jupyter (nbformat 4.5), its results as outputs of the cell that exports it. */
import type { StudyRecord } from "../../store/StudyRecord.ts"
import type { Certainty } from "../certainty.ts"
import { renderLeaderboard } from "../leaderboard.ts"
import { plotKinds, type PlotKind } from "../plots/Plot.ts"
import { plotSvg } from "../plots/render.ts"
import { cleanText } from "../text.ts"
import { plainTheme } from "../theme.ts"
import { cellsOf, resultCell, type Cell } from "./cells.ts"
import { html } from "./html.ts"
import type { PageData } from "./PageData.ts"
import { unpackTrials } from "./PageTrial.ts"
import { sortTrials, tableColumns } from "./tableRows.ts"

/** What a notebook is made from. */
export interface NotebookRequest {
  readonly record: StudyRecord
  readonly data: PageData
  readonly certainty?: Certainty
  /** The study file as it is; absent for a study that has none, or where it is gone. */
  readonly source?: string
  readonly notes: ReadonlyArray<string>
  /** A plot's SVG as another picture. Default: SVG stays. */
  readonly toPng?: (svg: string) => Promise<Uint8Array>
}

type Lines = ReadonlyArray<string>
type Output =
  | { readonly output_type: "stream"; readonly name: "stdout"; readonly text: Lines }
  | {
      readonly output_type: "display_data"
      readonly data: Readonly<Record<string, Lines | string>>
      readonly metadata: Readonly<Record<string, unknown>>
    }

/** Lines with their ends, as notebooks keep texts. */
const linesOf = (text: string): Lines => text.split(/(?<=\n)/)

const shownRows = 20
const width = 100
const plotWidth = 900

const display = (data: Readonly<Record<string, Lines | string>>): Output => ({
  output_type: "display_data",
  data,
  metadata: {}
})

/** The leaderboard as a table, and as the command prints it. */
const board = ({ certainty, data, record }: NotebookRequest): Output => {
  const trials = unpackTrials(data.trials)
  const columns = tableColumns(record.study.spec, trials).filter(({ isShown }) => isShown)
  const best = sortTrials(trials, columns[0]!, false).slice(0, shownRows)
  const table = html`<table>
    <thead>
      <tr>
        ${columns.map(({ label }) => html`<th>${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${best.map(
        (trial) =>
          html`<tr>
            ${columns.map(({ textOf }) => html`<td>${textOf(trial)}</td>`)}
          </tr>`
      )}
    </tbody>
  </table>`
  const printed = renderLeaderboard({
    study: record.study,
    trials: record.trials,
    top: shownRows,
    width,
    theme: plainTheme,
    ...(certainty === undefined ? {} : { certainty })
  })
  return display({ "text/html": linesOf(table.text), "text/plain": linesOf(printed) })
}

/** Every plot for which there is something to draw, with a text for who cannot see it. */
const plots = async ({ data, record, toPng }: NotebookRequest): Promise<ReadonlyArray<Output>> => {
  const outputs: Array<Output> = []
  for (const kind of Object.keys(plotKinds) as ReadonlyArray<PlotKind>) {
    const request = { record, now: data.made, importances: data.importances }
    const drawn = plotSvg(kind, request, { width: plotWidth })
    if ("nothing" in drawn) continue
    const alt = `[${kind} of ${cleanText(record.study.name)}: ${plotKinds[kind]}]`
    outputs.push(
      display({
        ...(toPng === undefined
          ? { "image/svg+xml": linesOf(drawn.svg) }
          : { "image/png": Buffer.from(await toPng(drawn.svg)).toString("base64") }),
        "text/plain": [alt]
      })
    )
  }
  return outputs
}

const results = async (request: NotebookRequest): Promise<ReadonlyArray<Output>> => [
  board(request),
  { output_type: "stream", name: "stdout", text: linesOf(`${request.data.verdict.words.join("\n")}\n`) },
  ...(await plots(request))
]

const markdownCell = (id: string, text: string) => ({
  cell_type: "markdown",
  id,
  metadata: {},
  source: linesOf(text)
})

const codeCell = (id: string, text: string, count: number, outputs: ReadonlyArray<Output>) => ({
  cell_type: "code",
  id,
  metadata: {},
  source: linesOf(text),
  execution_count: count,
  outputs
})

const escaped = (text: string): string => text.replace(/[\\|<>*_`[\]]/g, (character) => `\\${character}`)

/** What it ran on, in prose's tables. */
const environment = (data: PageData): string =>
  [
    "## Environment",
    ...data.facts.map(({ facts, title }) =>
      [
        `### ${title}`,
        "",
        "| | |",
        "| --- | --- |",
        ...facts.map((fact) => `| ${fact.map(cleanText).map(escaped).join(" | ")} |`)
      ].join("\n")
    )
  ].join("\n\n")

const noSource = (notes: ReadonlyArray<string>): ReadonlyArray<Cell> => [
  { kind: "code", text: notes.map((note) => `// ${note}`).join("\n") || "// There is no study file." }
]

/** The notebook as JSON. The same study gives the same text. */
export const renderNotebook = async (request: NotebookRequest): Promise<string> => {
  const { data, notes, source } = request
  const cells = source === undefined ? noSource(notes) : cellsOf(source)
  const at = resultCell(cells)
  const outputs = await results(request)
  let count = 0
  const written = cells.map(({ kind, text }, index) =>
    kind === "markdown"
      ? markdownCell(`prose-${index}`, text)
      : codeCell(`code-${index}`, text, ++count, index === at ? outputs : [])
  )
  const notebook = {
    cells: [
      ...(source === undefined ? [] : notes.map((note, index) => markdownCell(`note-${index}`, `*${note}*`))),
      ...written,
      markdownCell("environment", environment(data))
    ],
    metadata: {
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/x-typescript" },
      title: data.study.name
    },
    nbformat: 4,
    nbformat_minor: 5
  }
  return `${JSON.stringify(notebook, null, 1)}\n`
}
