/** Successive rejects: how to spend a budget of runs on finding out which of a few finalists is the best. */

/** One phase: every finalist that is left is run until it has `runs` runs, then the worst leaves. */
export interface Phase {
  readonly finalists: number
  readonly runs: number
}

/**
 * The phases for K ≥ 2 finalists and a budget of n runs (Audibert, Bubeck and Munos 2010, fig. 2): in phase k, for
 * k = 1 … K − 1, each of the K + 1 − k left has n_k = ⌈(n − K)/(loḡK (K + 1 − k))⌉ runs, with loḡK = 1/2 + Σ_{i=2}^K 1/i.
 * Each has at least 2, so that the noise can be told; that may take more than n runs where n < 2K.
 */
export const rejectPhases = (finalists: number, runs: number): ReadonlyArray<Phase> => {
  let logBar = 0.5
  for (let i = 2; i <= finalists; i++) logBar += 1 / i
  return Array.from({ length: finalists - 1 }, (_, index) => {
    const left = finalists - index
    return { finalists: left, runs: Math.max(2, Math.ceil((runs - finalists) / (logBar * left))) }
  })
}

/** How many runs the phases take in all. */
export const runsOf = (phases: ReadonlyArray<Phase>): number =>
  phases.reduce((sum, { finalists, runs }, index) => sum + finalists * (runs - (phases[index - 1]?.runs ?? 0)), 0)
