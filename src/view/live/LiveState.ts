/** What the views of a run know of it: everything is derived from its events. */
import type { StudyEnded, StudyStarted, StudyStopping, TrialEnded } from "../../schedule/events.ts"
import type { Params } from "../../search/SearchSpace.ts"
import type { OnFront } from "../objectives.ts"

/** A trial that is being executed. */
export interface RunningTrial {
  readonly number: number
  readonly attempt: number
  readonly slot: string
  readonly params: Params
  readonly startedAt: number
  /** What it waits for before it can train. */
  readonly waitsFor?: string
  /** The latest step that was reported. */
  readonly step?: number
  readonly fold?: number
  /** The latest value of the objective that was reported. */
  readonly value?: number
  /** Values of the objective so far, without folds; thinned out when there are many. */
  readonly curve: ReadonlyArray<number>
}

/** A trial that has ended, and the last step that it had reported. */
interface EndedTrial {
  readonly event: TrialEnded
  readonly step: number | undefined
}

/** The best complete trial. */
interface Incumbent {
  readonly number: number
  readonly value: number
  readonly params: Params
}

/** A run, as far as its events have told. */
export interface LiveState {
  readonly started?: StudyStarted
  /** How many trials at once, where a person has changed it. */
  readonly slots?: number
  /** Absent where there are several objectives. */
  readonly incumbent?: Incumbent
  /** With several objectives, the complete trials that none surpasses. */
  readonly front?: ReadonlyArray<OnFront>
  /** Running trials by number, the one that started first first. */
  readonly running: ReadonlyMap<number, RunningTrial>
  /** The trials that ended last, the latest first. */
  readonly recent: ReadonlyArray<EndedTrial>
  /** Trials that ended in this run, by state. */
  readonly complete: number
  readonly pruned: number
  readonly failed: number
  /** Trials that were paused in this run, and their curves. */
  readonly paused: ReadonlyMap<number, ReadonlyArray<number>>
  /** Trials that were paused before this run, and still are. */
  readonly pausedBefore: number
  /** Failed attempts that are tried again. */
  readonly retried: number
  /** Time that the attempts of this run which are over took together. */
  readonly spentMillis: number
  readonly stopping?: StudyStopping
  readonly ended?: StudyEnded
}

/** Before the first event. */
export const initialState: LiveState = {
  running: new Map(),
  recent: [],
  complete: 0,
  pruned: 0,
  failed: 0,
  paused: new Map(),
  pausedBefore: 0,
  retried: 0,
  spentMillis: 0
}

/** How many trials the run executes at once. */
export const slotsOf = ({ slots, started }: LiveState): number => slots ?? started?.slots.length ?? 0

/** Trials that are paused, as far as this run knows. */
export const pausedTrials = (state: LiveState): number => state.paused.size + state.pausedBefore

/** Trials that ended in this run. */
export const endedInRun = (state: LiveState): number => state.complete + state.pruned + state.failed

/** Finished trials of the study, as far as this run knows. */
export const finishedTrials = (state: LiveState): number => (state.started?.finished ?? 0) + endedInRun(state)

/** Trials of the study that have stopped, for good or for now: that much of the budget of trials is used. */
export const stoppedTrials = (state: LiveState): number => finishedTrials(state) + pausedTrials(state)
