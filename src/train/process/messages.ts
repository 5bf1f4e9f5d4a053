/** What the runner and a trial's process say to each other, over Node's IPC channel with structured clone (NaN survives). */
import type { Verdict } from "../../search/Pruner.ts"
import type { Report } from "../../search/Trial.ts"
import type { BackendName } from "../tensorflow/Backend.ts"
import type { LoadedCheckpoint, SavedCheckpoint } from "../checkpoint/Checkpoint.ts"
import type { Execution } from "../execute.ts"
import type { Assignment } from "../Trainer.ts"
import type { ProcessUse } from "./processUse.ts"

/** Everything that can be done before it is known which trial will be run. */
export interface Prepare {
  readonly _tag: "prepare"
  /** Absolute path. */
  readonly studyFile: string
  /** The backend to start; absent where the study does not import TensorFlow.js. */
  readonly backend?: BackendName
  /** The study's seed. */
  readonly seed: number
}

/** From the runner to a trial's process. */
export type ToTrial =
  | Prepare
  | { readonly _tag: "run"; readonly assignment: Assignment }
  | { readonly _tag: "verdict"; readonly id: number; readonly verdict: Verdict }
  | { readonly _tag: "recorded"; readonly id: number }
  | { readonly _tag: "interrupt" }

/** From a trial's process to the runner. */
export type FromTrial =
  | { readonly _tag: "report"; readonly id: number; readonly report: Report }
  | { readonly _tag: "saved"; readonly id: number; readonly checkpoint: SavedCheckpoint }
  | { readonly _tag: "loaded"; readonly id: number; readonly loaded: LoadedCheckpoint }
  | { readonly _tag: "ended"; readonly execution: Execution; readonly use?: ProcessUse }

/** Exit status of a trial's process whose channel to the runner was closed. */
export const channelClosed = 76
