/** The optimizers of `fit`: their state is plain enough to be kept in a checkpoint. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core"
import { InvalidDefinition } from "../../../errors.ts"
import type { TensorFlow } from "../TensorFlow.ts"
import { adamMove } from "./adam.ts"
import type { Part } from "./models.ts"

interface Common {
  /** Default 0.001. */
  readonly learningRate?: number
  /**
   * What an update takes off every weight, times the rate, apart from the gradient (Loshchilov and Hutter 2019, "Decoupled
   * weight decay regularization"). Only kernels decay: variables with at least two dimensions. Default 0; 0.01 for adamw.
   */
  readonly weightDecay?: number
}

/** How weights follow gradients. Its shape is that of a `choice` between branches, so that params can be spread into it. */
export type OptimizerSettings =
  | (Common & {
      /** Adam (Kingma and Ba 2015). "adamw" is the same with another default for the decay. */
      readonly type: "adam" | "adamw"
      /** Default 0.9. */
      readonly beta1?: number
      /** Default 0.999. */
      readonly beta2?: number
      /** Default 1e-7. */
      readonly epsilon?: number
    })
  | (Common & {
      readonly type: "sgd"
      /** Default 0. */
      readonly momentum?: number
    })

/** Moments of one variable, and how many updates they have seen, the one under way included. */
export interface Slot {
  updates: number
  moments: Array<Tensor>
}

/** An optimizer at work. */
export interface Optimizer {
  readonly learningRate: number
  /** Moves a variable against its gradient at a rate. Keeps its moments; everything else is left to the caller's `tidy`. */
  readonly update: (part: number, gradient: Tensor, rate: number) => void
  readonly slots: ReadonlyMap<number, Slot>
  /** Takes over moments that were kept. */
  readonly restore: (part: number, slot: Slot) => void
  readonly dispose: () => void
}

const inRange = (value: number, name: string, low: number, high: number): number => {
  if (value >= low && value < high) return value
  throw new InvalidDefinition(
    `optimizer.${name} is ${value}.`,
    high === Infinity ? `Give a finite number of at least ${low}.` : `Give a number from ${low} to below ${high}.`
  )
}

/**
 * What one update makes of a variable: its new weights, and its moments, which may be the old ones, changed. `kept` is what
 * weight decay leaves of the old weights.
 */
export type Move = (
  slot: Slot,
  variable: Variable,
  gradient: Tensor,
  rate: number,
  kept: number
) => { readonly moments: Array<Tensor>; readonly weights: Tensor }

const sgdMove =
  (tf: TensorFlow, momentum: number): Move =>
  ({ moments: [velocity] }, variable, gradient, rate, kept) => {
    const remembered = velocity === undefined ? gradient : tf.add(tf.mul(velocity, momentum), gradient)
    const weights = tf.sub(kept === 1 ? variable : tf.mul(variable, kept), tf.mul(remembered, rate))
    return { moments: momentum === 0 ? [] : [tf.clone(remembered)], weights }
  }

const moveOf = (tf: TensorFlow, settings: OptimizerSettings): Move => {
  switch (settings.type) {
    case "adam":
    case "adamw":
      return adamMove(tf, {
        beta1: inRange(settings.beta1 ?? 0.9, "beta1", 0, 1),
        beta2: inRange(settings.beta2 ?? 0.999, "beta2", 0, 1),
        epsilon: inRange(settings.epsilon ?? 1e-7, "epsilon", 0, Infinity)
      })
    case "sgd":
      return sgdMove(tf, inRange(settings.momentum ?? 0, "momentum", 0, 1))
    default:
      throw new InvalidDefinition(
        `There is no optimizer ${JSON.stringify((settings as { type?: unknown }).type)}.`,
        'Use { type: "adam" }, { type: "adamw" } or { type: "sgd" }.'
      )
  }
}

/** An optimizer for the variables of a model. */
export const makeOptimizer = (tf: TensorFlow, settings: OptimizerSettings, parts: ReadonlyArray<Part>): Optimizer => {
  const move = moveOf(tf, settings)
  const learningRate = inRange(settings.learningRate ?? 0.001, "learningRate", 0, Infinity)
  const defaultDecay = settings.type === "adamw" ? 0.01 : 0
  const weightDecay = inRange(settings.weightDecay ?? defaultDecay, "weightDecay", 0, Infinity)
  const slots = new Map<number, Slot>()
  return {
    learningRate,
    slots,
    update: (part, gradient, rate) => {
      const { variable } = parts[part]!
      const slot = slots.get(part) ?? { updates: 0, moments: [] }
      slots.set(part, slot)
      slot.updates += 1
      const decays = weightDecay > 0 && variable.rank >= 2
      const { moments, weights } = move(slot, variable, gradient, rate, decays ? 1 - rate * weightDecay : 1)
      for (const old of slot.moments) if (!moments.includes(old)) old.dispose()
      slot.moments = moments.map((moment) => tf.keep(moment))
      variable.assign(weights)
    },
    restore: (part, slot) => void slots.set(part, slot),
    dispose: () => {
      for (const { moments } of slots.values()) tf.dispose(moments)
      slots.clear()
    }
  }
}
