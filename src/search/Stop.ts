/** The port through which a study decides that it has had enough, before its budget is spent. */
import type { SearchSpace } from "./SearchSpace.ts"
import type { Where } from "./space/feasible.ts"
import type { History } from "./Trial.ts"

/** What a rule is asked with. Values are lower-is-better in the history, as everywhere in search. */
export interface StopRequest {
  readonly space: SearchSpace
  readonly where: Where | undefined
  readonly seed: number
  readonly history: History
  /** Writes a value as the study's objective has it. */
  readonly show: (value: number) => string
  /** The metric of the first objective, where there are several: a rule that goes by it alone says so. */
  readonly firstOf?: string
  /** A value as the objective has it, as search sees it: lower is better. */
  readonly lower: (value: number) => number
  /** GPU seconds that the attempts of the study have taken so far; undefined where nobody counts them. */
  readonly gpuSeconds?: number
}

/** Whether the study stops, and why or why not yet, in numbers. */
export interface StopVerdict {
  readonly stop: boolean
  readonly reason: string
  /** What is left of a budget of GPU seconds: the running trials are given back when it is used up. */
  readonly gpuSecondsLeft?: number
}

/** Decides when a study has had enough. Pure: the same request gives the same verdict, in any process. */
export interface StopRule {
  readonly _tag: "Stop"
  readonly name: string
  /** The settings in force, stored with the study: plain data. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Whether it counts GPU seconds. Default false. */
  readonly countsGpuSeconds?: boolean
  readonly judge: (request: StopRequest) => StopVerdict
}
