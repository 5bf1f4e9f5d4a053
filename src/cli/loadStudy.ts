/** Reads the study file in the runner, and finds out whether its trials need TensorFlow.js. */
import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import { isSweepError, type SweepError } from "../errors.ts"
import * as hypersweep from "../index.ts"
import * as train from "../train/index.ts"
import { sourceHash } from "../train/sourceHash.ts"
import { loadStudyFile, type StudyFile } from "../train/studyFile.ts"
import * as tensorflow from "../train/tensorflow.ts"

/** A study file as a run needs it. */
export interface LoadedStudy extends StudyFile {
  /** Absolute path. */
  readonly file: string
  /** SHA-256 of the file, in hexadecimal. */
  readonly fileHash: string
  /** Whether the file, or anything it imports, imports `hypersweep/tensorflow`. */
  readonly usesTensorFlow: boolean
}

/** Reads the file at a path, relative to the working directory. */
export const loadStudy = (path: string): Effect.Effect<LoadedStudy, SweepError> =>
  Effect.tryPromise({
    try: async () => {
      const file = resolve(path)
      let usesTensorFlow = false
      const entries = {
        hypersweep,
        train,
        tensorflow: () => {
          usesTensorFlow = true
          return tensorflow
        }
      }
      const loaded = await loadStudyFile(file, entries, process.cwd())
      return { ...loaded, file, fileHash: sourceHash(loaded.source), usesTensorFlow }
    },
    catch: (error) => {
      if (isSweepError(error)) return error
      throw error
    }
  })
