/** `sweep dashboard`: the page, and what its server sends it. */
import { basename } from "node:path"
import type { Pages } from "../../schedule/dashboard/Pages.ts"
import type { StudySummary } from "../../store/StudyReader.ts"
import { listJson } from "../list.ts"
import { objectiveWords } from "../objectives.ts"
import { decidedOf } from "../why.ts"
import { pageAssets } from "./assets.ts"
import { pageData } from "./gather.ts"
import { html } from "./html.ts"
import { lastImportances } from "./lastImportances.ts"
import type { PageData, TrialDetails } from "./PageData.ts"
import { pageNews } from "./PageNews.ts"
import { contentPolicy, shell, type Shell } from "./shell.ts"

/** A line of the list of studies. */
export type ListedStudy = ReturnType<typeof listedStudies>[number]

const listedStudies = (summaries: ReadonlyArray<StudySummary>) =>
  listJson(summaries).map(({ file, ...study }, index) => ({
    ...study,
    id: summaries[index]!.study.id,
    file: file === null ? null : basename(file),
    words: objectiveWords(summaries[index]!.study.spec)
  }))

const served = (data: PageData): PageData => ({ ...data, details: {} })

const details: Pages["trial"] = (history, log, now): TrialDetails => {
  const failure = history.trial.failure?.detail
  return {
    decided: decidedOf(history, now).map(({ what, why }) => ({ what, why })),
    ...(failure === undefined ? {} : { failure }),
    ...(log === undefined ? {} : { log })
  }
}

const content = async (): Promise<Shell> => ({
  title: "sweep dashboard",
  body: html`<a class="skip" href="#content">Skip to the content</a>
    <div id="app">
      <noscript><p class="says">The dashboard is drawn by its script: allow scripts for this address.</p></noscript>
    </div>`,
  documents: {},
  asksItsServer: true,
  ...(await pageAssets("dashboard"))
})

/** The renderers of the dashboard's server. */
export const dashboardPages = async (): Promise<Pages> => {
  const page = await content()
  const importancesOf = lastImportances()
  return {
    page: { html: shell(page), policy: contentPolicy(page) },
    studies: listedStudies,
    study: (request) => served(pageData({ ...request, importancesOf })),
    news: pageNews,
    trial: details
  }
}
