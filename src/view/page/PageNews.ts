/** What is new in a study, as a page takes it in: made by the server, and merged in the browser. */
import type { StudyNews } from "../../store/StudyReader.ts"
import { pageStudy, reportsOf } from "./gather.ts"
import { pack, type Packed } from "./pack.ts"
import type { PageStudy } from "./PageData.ts"
import { packTrials, pageTrials } from "./PageTrial.ts"

/** Each part is packed as in the document that the page began with. Places in the ranking are not in it: they are of all trials. */
export interface PageNews {
  readonly study: PageStudy
  readonly trials: Packed
  readonly attempts: Packed
  readonly reports: Packed
}

/** The news of a study. */
export const pageNews = ({ attempts, reports, study, trials }: StudyNews): PageNews => ({
  study: pageStudy(study),
  trials: packTrials(pageTrials(trials, study.spec)),
  attempts: pack(attempts.map((attempt) => ({ ...attempt }))),
  reports: pack(reportsOf(reports, study.spec.objective.metric).map((report) => ({ ...report })))
})
