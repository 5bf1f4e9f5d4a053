/** What is known of a checkpoint: enough to find it, and to tell whether it is still what was saved. */

/** A checkpoint that was written. */
export interface SavedCheckpoint {
  readonly step: number
  /** Where it lies below the study's artifacts folder, with slashes: a file, or a folder of files. */
  readonly place: string
  /** Size of its files together. */
  readonly bytes: number
  /** SHA-256 of its content, in hexadecimal. */
  readonly digest: string
  /** How far `Math.random` had been drawn; absent where the training does not own it. */
  readonly randomPosition?: number
}

/** A checkpoint that an attempt may go on from, and whose it is. */
export interface CheckpointSource extends SavedCheckpoint {
  readonly trial: number
  readonly attempt: number
}

/** What an attempt went on from. Without a source it began at the beginning, although there were checkpoints. */
export interface LoadedCheckpoint {
  readonly source: Pick<CheckpointSource, "trial" | "attempt" | "step"> | undefined
  /** Which checkpoints could not be used, and why. */
  readonly problems: ReadonlyArray<string>
}
