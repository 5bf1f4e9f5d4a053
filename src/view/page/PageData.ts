/** Everything that a page shows of a study, as one JSON document: made here, and read in the browser. */
import type { Importances } from "../../search/importance/importance.ts"
import type { Stopped, StoredStudy } from "../../store/records.ts"
import type { confirmationJson } from "../confirm.ts"
import type { Fact } from "../facts.ts"
import type { PlotAttempt } from "../plots/Plot.ts"
import type { Counts } from "../ranking.ts"
import type { Packed } from "./pack.ts"

/** A study without what is nobody's business: where on the machine its file lies. */
export type PageStudy = Pick<StoredStudy, "name" | "spec" | "budgetTrials" | "createdAt" | "revision"> & {
  /** The study file's name, without its folder. */
  readonly file?: string
  readonly stopped?: Stopped
}

/** Facts under a heading. */
export interface FactGroup {
  readonly title: string
  readonly facts: ReadonlyArray<Fact>
}

/** A report of the first objective. */
export interface PageReport {
  readonly trial: number
  readonly step: number
  readonly value: number
  readonly fold?: number
  /** Default: 1, as of nearly all. */
  readonly attempt?: number
}

/** An execution, for the timeline. */
export type PageAttempt = PlotAttempt

/** What the whole page says of the study's end. */
export interface PageVerdict {
  /** Sentences: who wins, or why nobody does. */
  readonly words: ReadonlyArray<string>
  /** The confirmation's finalists; absent where there was none. */
  readonly confirmation?: ReturnType<typeof confirmationJson>
}

/** What one trial's panel has beyond its row. */
export interface TrialDetails {
  /** What was decided of it, in the order in which it happened. */
  readonly decided?: ReadonlyArray<{ readonly what: string; readonly why: string }>
  /** A stack trace, or the last lines of what a failed process wrote. */
  readonly failure?: string
  /** The last lines of its log. */
  readonly log?: string
}

/** The document. Sealed metrics are not in it. */
export interface PageData {
  /** When it was made, in milliseconds since 1970. */
  readonly made: number
  readonly study: PageStudy
  readonly counts: Counts
  /** Packed `PageTrial`s, by rising number. */
  readonly trials: Packed
  /** Packed `PageAttempt`s. */
  readonly attempts: Packed
  /** Packed `PageReport`s, thinned where there are very many. */
  readonly reports: Packed
  /** Whether reports were left out. */
  readonly thinned: boolean
  /** null: not enough data. */
  readonly importances: Importances | null
  readonly verdict: PageVerdict
  /** What was asked for, and under which circumstances it ran. */
  readonly facts: ReadonlyArray<FactGroup>
  /** By the trial's number. A page that is served asks for them one by one, and carries none. */
  readonly details: Readonly<Record<string, TrialDetails>>
}
