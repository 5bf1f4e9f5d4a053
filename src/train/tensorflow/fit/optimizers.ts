/** The optimizers of `fit`: their state is plain enough to be kept in a checkpoint. */
import type { Tensor } from "@tensorflow/tfjs-core"
import { InvalidDefinition } from "../../../errors.ts"
import type { TensorFlow } from "../TensorFlow.ts"
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

/** Moments of one variable, and how many updates they have seen. */
interface Slot {
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

type Rule = (slot: Slot, gradient: Tensor, rate: number) => { readonly moments: Array<Tensor>; readonly step: Tensor }

const adamRule = (tf: TensorFlow, beta1: number, beta2: number, epsilon: number): Rule => {
  return ({ moments: [first, second], updates }, gradient, rate) => {
    const nextFirst = blend(tf, first, gradient, beta1)
    const nextSecond = blend(tf, second, tf.square(gradient), beta2)
    // Both corrections for the zero start: m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
    const scale = rate / (1 - beta1 ** updates)
    const root = tf.mul(tf.sqrt(nextSecond), 1 / Math.sqrt(1 - beta2 ** updates))
    return { moments: [nextFirst, nextSecond], step: tf.mul(tf.div(nextFirst, tf.add(root, epsilon)), scale) }
  }
}

/** β · old + (1 − β) · value, from an old value of zero where there is none. */
const blend = (tf: TensorFlow, old: Tensor | undefined, value: Tensor, beta: number): Tensor => {
  const fresh = tf.mul(value, 1 - beta)
  return old === undefined ? fresh : tf.add(tf.mul(old, beta), fresh)
}

const sgdRule = (tf: TensorFlow, momentum: number): Rule => {
  if (momentum === 0) return (_slot, gradient, rate) => ({ moments: [], step: tf.mul(gradient, rate) })
  return ({ moments: [velocity] }, gradient, rate) => {
    const next = velocity === undefined ? tf.clone(gradient) : tf.add(tf.mul(velocity, momentum), gradient)
    return { moments: [next], step: tf.mul(next, rate) }
  }
}

const ruleOf = (tf: TensorFlow, settings: OptimizerSettings): Rule => {
  switch (settings.type) {
    case "adam":
    case "adamw":
      return adamRule(
        tf,
        inRange(settings.beta1 ?? 0.9, "beta1", 0, 1),
        inRange(settings.beta2 ?? 0.999, "beta2", 0, 1),
        inRange(settings.epsilon ?? 1e-7, "epsilon", 0, Infinity)
      )
    case "sgd":
      return sgdRule(tf, inRange(settings.momentum ?? 0, "momentum", 0, 1))
    default:
      throw new InvalidDefinition(
        `There is no optimizer ${JSON.stringify((settings as { type?: unknown }).type)}.`,
        'Use { type: "adam" }, { type: "adamw" } or { type: "sgd" }.'
      )
  }
}

/** An optimizer for the variables of a model. */
export const makeOptimizer = (tf: TensorFlow, settings: OptimizerSettings, parts: ReadonlyArray<Part>): Optimizer => {
  const rule = ruleOf(tf, settings)
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
      const { moments, step } = rule(slot, gradient, rate)
      tf.dispose(slot.moments)
      slot.moments = moments.map((moment) => tf.keep(moment))
      const decays = weightDecay > 0 && variable.rank >= 2
      const kept = decays ? tf.mul(variable, 1 - rate * weightDecay) : variable
      variable.assign(tf.sub(kept, step))
    },
    restore: (part, slot) => void slots.set(part, slot),
    dispose: () => {
      for (const { moments } of slots.values()) tf.dispose(moments)
      slots.clear()
    }
  }
}
