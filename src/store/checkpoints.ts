/** Checkpoints on record, and what follows from them: rules that every store shares. */
import type { StoredReport, StoredTrial } from "./records.ts"

/** What a runner says of a checkpoint that was written. */
export interface NewCheckpoint {
  readonly step: number
  /** Where it lies below the study's artifacts folder. */
  readonly place: string
  readonly bytes: number
  /** SHA-256 of its content, in hexadecimal. */
  readonly digest: string
  /** How far the training's random generator had been drawn; absent where it has none of its own. */
  readonly randomPosition?: number
}

/** A checkpoint on record. Its row stays when its files are removed. */
export interface StoredCheckpoint extends NewCheckpoint {
  readonly trial: number
  readonly attempt: number
  /** Milliseconds since 1970. */
  readonly savedAt: number
  readonly revision: number
  /** When its files were removed. */
  readonly removedAt?: number
}

/** Which checkpoint an attempt went on from: one of its own trial, or of its parent. */
export interface CheckpointRef {
  readonly trial: number
  readonly attempt: number
  readonly step: number
}

/** What an attempt found when it looked for a checkpoint: which one it uses, and why not others. */
export interface Loaded {
  readonly source: CheckpointRef | undefined
  readonly problems: ReadonlyArray<string>
}

/** An earlier attempt whose reports belong to the curve of a later one, as far as a step. */
export interface Segment {
  readonly attempt: number
  readonly upTo: number
}

/** The decision that a paused trial goes on, with what it was made from. */
export interface StoredResumption {
  readonly reason: string
  readonly sawRevision: number
  /** Whether a new trial could have been started instead. */
  readonly couldStart: boolean
}

/**
 * What belongs to the curve of an attempt that goes on from a checkpoint of its trial: the curve of the attempt that
 * saved it, up to its step. `ofSource` are the segments of that attempt.
 */
export const segmentsFrom = (
  ofSource: ReadonlyArray<Segment>,
  { attempt, step }: CheckpointRef
): ReadonlyArray<Segment> => [...ofSource.filter(({ upTo }) => upTo < step), { attempt, upTo: step }]

/** Whether a report belongs to the curve of its trial as it stands: no later attempt has superseded it. */
export const isInForce = (
  { attempt, continues = [] }: Pick<StoredTrial, "attempt" | "continues">,
  report: { readonly attempt: number; readonly step: number }
): boolean => {
  const segments = [...continues, { attempt, upTo: Infinity }]
  const place = segments.findIndex((segment) => segment.attempt === report.attempt)
  if (place === -1) return false
  return report.step <= segments[place]!.upTo && report.step > (segments[place - 1]?.upTo ?? -Infinity)
}

/** The reports of these trials that no later attempt has superseded. */
export const reportsInForce = <Report extends Pick<StoredReport, "trial" | "attempt" | "step">>(
  trials: ReadonlyArray<Pick<StoredTrial, "number" | "attempt" | "continues">>,
  reports: ReadonlyArray<Report>
): ReadonlyArray<Report> => {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]))
  return reports.filter((report) => {
    const trial = byNumber.get(report.trial)
    return trial !== undefined && isInForce(trial, report)
  })
}

const latestFirst = (a: StoredCheckpoint, b: StoredCheckpoint): number => b.revision - a.revision

/** How far an attempt has reported, apart from folds; undefined where it has reported folds only. */
export type Reported = ReadonlyMap<number, number | undefined>

/**
 * Whether nothing between a checkpoint and what came after it is missing. A training that saves before it reports may be
 * killed between the two, and would leave a gap if it went on from there: such a checkpoint is as good as not yet saved.
 * It counts once its attempt has reported as far, or saved a later one. Of a trial that reports nothing all count but the
 * one of step 1, which may be the first of one that would have.
 */
const counts = (
  { attempt, step }: StoredCheckpoint,
  own: ReadonlyArray<StoredCheckpoint>,
  reported: Reported
): boolean => {
  if (own.some((later) => later.attempt === attempt && later.step > step)) return true
  if (reported.size === 0) return step > 1
  if ([...reported.values()].every((latest) => latest === undefined)) return true
  return (reported.get(attempt) ?? 0) >= step
}

/**
 * The checkpoints that an attempt may go on from, the first choice first: the trial's own that count, the latest first;
 * then its parent's, the one that it was to copy first.
 */
export const sourcesOf = (
  own: ReadonlyArray<StoredCheckpoint>,
  reported: Reported,
  ofParent: ReadonlyArray<StoredCheckpoint>,
  sourceStep: number | undefined
): ReadonlyArray<StoredCheckpoint> => {
  const parents = ofParent.toSorted(latestFirst)
  return [
    ...own.filter((checkpoint) => counts(checkpoint, own, reported)).toSorted(latestFirst),
    ...parents.filter(({ step }) => step === sourceStep),
    ...parents.filter(({ step }) => step !== sourceStep)
  ]
}

/**
 * A trial that is not finished keeps the checkpoints of so many steps: the latest, and one to fall back to. Attempts that
 * die one after the other behind the same step must not drive out what they all went on from.
 */
const keptWhileUnfinished = 2

/** What decides which checkpoints are still wanted. */
export interface Wanted {
  /** Whether a trial may still be executed. */
  readonly isUnfinished: (trial: number) => boolean
  /** Whether a trial is among the best complete ones whose checkpoints are kept. */
  readonly isBest: (trial: number) => boolean
  /** Whether a trial that is not finished is to begin with this checkpoint of its parent. */
  readonly isAwaited: (checkpoint: CheckpointRef) => boolean
}

/** Those of some checkpoints that nobody wants any more. None of them was removed before. */
export const unwantedOf = (
  checkpoints: ReadonlyArray<StoredCheckpoint>,
  { isAwaited, isBest, isUnfinished }: Wanted
): ReadonlyArray<StoredCheckpoint> =>
  [...Map.groupBy(checkpoints, ({ trial }) => trial)].flatMap(([trial, its]) => {
    const kept = isUnfinished(trial) ? keptWhileUnfinished : isBest(trial) ? 1 : 0
    const steps = new Set<number>()
    return its.toSorted(latestFirst).filter((checkpoint) => {
      const isKept = !steps.has(checkpoint.step) && steps.size < kept
      if (isKept) steps.add(checkpoint.step)
      return !isKept && !isAwaited(checkpoint)
    })
  })
