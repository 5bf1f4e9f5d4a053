/** Parts that pages have in common, as they are before any script has run. */
import { objectivesOf } from "../../search/objectives/direction.ts"
import { formatDuration, formatNumber } from "../format.ts"
import { objectiveWords } from "../objectives.ts"
import { describeCounts } from "../ranking.ts"
import { html, type Html } from "./html.ts"
import { unpackTrials } from "./PageTrial.ts"
import type { FactGroup, PageData } from "./PageData.ts"

const tile = (what: string, value: string): Html => html`<li><span>${what}</span><b>${value}</b></li>`

/** How long it took from the first start to the last end. */
const spanOf = (trials: ReturnType<typeof unpackTrials>): number | undefined => {
  let [from, to] = [Infinity, -Infinity]
  for (const { finishedAt, startedAt } of trials) {
    from = Math.min(from, startedAt ?? Infinity)
    to = Math.max(to, finishedAt ?? -Infinity)
  }
  return to >= from ? to - from : undefined
}

/** The figures that one looks for first. */
export const tiles = (data: PageData): Html => {
  const { counts, study } = data
  const trials = unpackTrials(data.trials)
  const first = trials.filter(({ rank }) => rank === 1)
  const best = first[0]
  const took = spanOf(trials)
  const worth =
    best === undefined
      ? []
      : study.spec.objectives === undefined
        ? [
            tile(`best ${study.spec.objective.metric}`, formatNumber(best.value!)),
            tile(
              first.length === 1 ? "by trial" : "by trials",
              first
                .slice(0, 3)
                .map(({ number }) => number)
                .join(", ")
            )
          ]
        : [tile("on the front", String(first.length)), tile("objectives", String(objectivesOf(study.spec).length))]
  return html`<ul class="tiles">
    ${[
      ...worth,
      tile("complete", `${counts.complete ?? 0} of ${trials.length}`),
      ...(counts.pruned === undefined ? [] : [tile("pruned", String(counts.pruned))]),
      ...(counts.failed === undefined ? [] : [tile("failed", String(counts.failed))]),
      ...(took === undefined ? [] : [tile("from first to last", formatDuration(took))])
    ]}
  </ul>`
}

/** `maximize accuracy · 41 complete, 15 pruned · budget 60`. */
export const kicker = ({ counts, study }: PageData): string =>
  [objectiveWords(study.spec), describeCounts(counts), `budget ${study.budgetTrials}`].join(" · ")

/** What is said of the winner. */
export const verdict = (data: PageData): Html =>
  html`<div class="verdict" id="verdict">${data.verdict.words.map((words) => html`<p>${words}</p>`)}</div>`

/** Facts under their headings. */
export const factGroups = (groups: ReadonlyArray<FactGroup>): Html =>
  html`<div class="groups">
    ${groups.map(
      ({ facts, title }) =>
        html`<section>
          <h3>${title}</h3>
          <dl class="facts">
            ${facts.map(
              ([name, value]) =>
                html`<dt>${name}</dt>
                  <dd>${value}</dd>`
            )}
          </dl>
        </section>`
    )}
  </div>`

/** Where the script puts the table; without a script the best trials stand there. */
export const tablePlace = (
  data: PageData,
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): Html =>
  html`<div id="table">
    <table class="trials">
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`
        )}
      </tbody>
    </table>
    ${
      data.trials.rows > rows.length &&
      html`<noscript
        ><p class="says">
          The best ${rows.length} of ${data.trials.rows} trials. With scripts allowed, all of them can be sorted and
          filtered here.
        </p></noscript
      >`
    }
  </div>`
