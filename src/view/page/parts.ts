/** Parts that pages have in common, as they are before any script has run. */
import { kickerOf, tilesOf, type Figure } from "./figures.ts"
import { html, type Html } from "./html.ts"
import { unpackTrials } from "./PageTrial.ts"
import type { FactGroup, PageData } from "./PageData.ts"

const tile = ([what, value]: Figure): Html => html`<li><span>${what}</span><b>${value}</b></li>`

/** The figures that one looks for first. */
export const tiles = ({ study, trials }: PageData): Html =>
  html`<ul class="tiles">
    ${tilesOf(study, unpackTrials(trials)).map(tile)}
  </ul>`

/** `maximize accuracy · 41 complete, 15 pruned · budget 60`. */
export const kicker = ({ study, trials }: PageData): string => kickerOf(study, unpackTrials(trials))

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
