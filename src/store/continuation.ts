/** When a study of a known name goes on, and with which budget: rules that every store shares. */
import * as Result from "effect/Result"
import { StudyMismatch } from "../errors.ts"
import { specDifference } from "./difference.ts"
import type { NewStudy, Proposal, Stopped, StoredStudy } from "./records.ts"
import type { CreateOptions } from "./TrialStore.ts"

/** What is stored of a study when it is opened. */
export interface Opened extends NewStudy {
  readonly budgetTrials: number
  readonly stopped?: Stopped
  readonly stopFrom: number
}

/** A study that is made anew. */
export const beginning = (asked: NewStudy, options: CreateOptions = {}): Opened => ({
  ...asked,
  budgetTrials: budgetOf(asked.declaredTrials, options),
  stopFrom: 0
})

/**
 * A stored study that goes on with what is asked for now, or why it must not. `exists` says whether a file is there:
 * where the stored one is gone, the study file was moved.
 */
export const continuation = (
  stored: StoredStudy,
  asked: NewStudy,
  options: CreateOptions = {},
  exists: (file: string) => boolean
): Result.Result<Opened, StudyMismatch> => {
  const other = otherFile(stored, asked, exists)
  if (other !== undefined) return Result.fail(other)
  const difference = specDifference(stored.spec, asked.spec)
  if (difference !== undefined)
    return Result.fail(
      new StudyMismatch(
        `The study "${asked.name}" has trials that were made differently: ${difference}.`,
        `Start anew, which keeps the old trials as "${asked.name}~1": the same command with --fresh. Or undo the change.`
      )
    )
  const unchanged = stored.declaredTrials === asked.declaredTrials
  const inForce = unchanged ? stored.budgetTrials : asked.declaredTrials
  return Result.succeed({
    ...(stored.file === undefined ? {} : { file: stored.file }),
    ...(stored.fileHash === undefined ? {} : { fileHash: stored.fileHash }),
    ...asked,
    ...goingOn(stored, asked, inForce, options)
  })
}

/**
 * The budget, and what becomes of a study that its rule has stopped: it stays so, unless its rule is another one now, or
 * more trials are asked for. Those are made whatever the rule says, and "+N" counts them from where it stopped.
 */
const goingOn = (
  { spec, stopFrom, stopped }: StoredStudy,
  asked: NewStudy,
  inForce: number,
  options: CreateOptions
): Pick<Opened, "budgetTrials" | "stopped" | "stopFrom"> => {
  if (stopped === undefined || JSON.stringify(spec.stop) !== JSON.stringify(asked.spec.stop))
    return { budgetTrials: budgetOf(inForce, options), stopFrom: stopped === undefined ? stopFrom : 0 }
  if (options.trials === undefined) return { budgetTrials: inForce, stopFrom, stopped }
  const budgetTrials = budgetOf(stopped.trials, options)
  return budgetTrials > stopped.trials ? { budgetTrials, stopFrom: budgetTrials } : { budgetTrials, stopFrom, stopped }
}

/** The failure of two files that use one name, if they do. */
export const otherFile = (
  stored: StoredStudy,
  asked: NewStudy,
  exists: (file: string) => boolean
): StudyMismatch | undefined =>
  stored.file === undefined || asked.file === undefined || stored.file === asked.file || !exists(stored.file)
    ? undefined
    : new StudyMismatch(
        `The name "${asked.name}" is taken by the study of ${stored.file}; this one is ${asked.file}.`,
        `Give one of them another name (name: "…" in the study file), or keep it elsewhere: --store other.db.`
      )

/** The first free name of `name~1`, `name~2`, … */
export const archiveName = (name: string, taken: (name: string) => boolean): string => {
  let count = 1
  while (taken(`${name}~${count}`)) count++
  return `${name}~${count}`
}

const budgetOf = (inForce: number, { trials }: CreateOptions): number => {
  if (trials === undefined) return inForce
  return "total" in trials ? trials.total : inForce + trials.more
}

/** The proposals that the budget still has room for. Numbers that are not the turn's, in order, are a fault of ours. */
export const inTurn = (
  proposals: ReadonlyArray<Proposal>,
  nextNumber: number,
  budgetTrials: number
): ReadonlyArray<Proposal> => {
  proposals.forEach(({ number }, index) => {
    if (number !== nextNumber + index)
      throw new Error(`trial ${number} was proposed where ${nextNumber + index} was due`)
  })
  return proposals.slice(0, Math.max(0, budgetTrials - nextNumber))
}
