/** When a training has seen enough of its validation data. */

/** What was best so far, and for how long nothing was better. All of it is kept in checkpoints. */
export interface Watch {
  /** The best watched value; absent before the first. */
  readonly best?: number
  /** The epoch of the best value; 0 before the first. */
  readonly bestEpoch: number
  /** Epochs in a row in which the gap was too wide. */
  readonly wide: number
}

/** Rules of stopping early. */
export interface StoppingRules {
  readonly direction: "minimize" | "maximize"
  /** Epochs without a better value before the training stops. */
  readonly patience: number
  /** How much better counts as better. */
  readonly minDelta: number
  /** The widest gap between validation and training loss that is no over-fitting, and for how many epochs in a row. */
  readonly overfitting: { readonly gap: number; readonly epochs: number } | undefined
}

/** Before the first epoch. */
export const unwatched: Watch = { bestEpoch: 0, wide: 0 }

/** What an epoch changes. */
export interface Watched {
  readonly watch: Watch
  /** Whether its weights are the best so far. */
  readonly improved: boolean
  /** Why the training stops here, if it does. */
  readonly stop: "patience" | "overfitting" | undefined
}

const isBetter = (value: number, { best }: Watch, { direction, minDelta }: StoppingRules): boolean => {
  if (Number.isNaN(value)) return false
  if (best === undefined) return true
  return direction === "minimize" ? value < best - minDelta : value > best + minDelta
}

/** Looks at one epoch: its watched value, and its gap where there is validation data. */
export const look = (
  watch: Watch,
  rules: StoppingRules,
  epoch: number,
  value: number,
  gap: number | undefined
): Watched => {
  const improved = isBetter(value, watch, rules)
  const { overfitting } = rules
  const wide = overfitting !== undefined && gap !== undefined && gap > overfitting.gap ? watch.wide + 1 : 0
  const next: Watch = improved ? { best: value, bestEpoch: epoch, wide } : { ...watch, wide }
  const isOverfitting = overfitting !== undefined && wide >= overfitting.epochs
  const isTired = epoch - next.bestEpoch >= rules.patience
  return { watch: next, improved, stop: isOverfitting ? "overfitting" : isTired ? "patience" : undefined }
}
