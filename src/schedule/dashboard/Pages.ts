/** What the dashboard's server has drawn for it: data in, JSON or HTML out. It knows of no page itself. */
import type { StudyRecord } from "../../store/StudyRecord.ts"
import type { FoldValue, StudyNews, StudySummary, TrialHistory } from "../../store/StudyReader.ts"

/** What a document of a study is made from. */
export interface StudyRequest {
  readonly record: StudyRecord
  readonly folds: ReadonlyArray<FoldValue>
  /** In milliseconds since 1970. */
  readonly now: number
}

/** The renderers. What they return is sent as JSON, the page apart. */
export interface Pages {
  /** The page, which asks for everything else, and the Content-Security-Policy that it needs. */
  readonly page: { readonly html: string; readonly policy: string }
  readonly studies: (summaries: ReadonlyArray<StudySummary>) => unknown
  readonly study: (request: StudyRequest) => unknown
  readonly news: (news: StudyNews) => unknown
  readonly trial: (history: TrialHistory, log: string | undefined, now: number) => unknown
}
