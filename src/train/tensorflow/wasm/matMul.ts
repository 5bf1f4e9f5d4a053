import type { TensorInfo } from "@tensorflow/tfjs-core"
import { type Kernel, Scratch } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

export interface Factors {
  readonly a: TensorInfo
  readonly b: TensorInfo
}

export interface Transposed {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/**
 * A matrix product whose transposed factors are transposed first: the backend's kernel uses XNNPACK only for factors as
 * they lie, and every gradient of a dense layer has one that does not.
 */
export const matMul =
  (core: Core, multiply: Kernel<Factors, Transposed>): Kernel<Factors, Transposed> =>
  (call) => {
    const { inputs, attrs, backend } = call
    if (!attrs.transposeA && !attrs.transposeB) return multiply(call)
    const scratch = new Scratch(core, backend)
    const swap = (x: TensorInfo): TensorInfo => {
      const perm = x.shape.map((_, axis) => axis)
      perm.push(perm.pop()!, perm.pop()!)
      return scratch.run("Transpose", { x }, { perm })
    }
    const a = attrs.transposeA ? swap(inputs.a) : inputs.a
    const b = attrs.transposeB ? swap(inputs.b) : inputs.b
    const asTheyLie = { ...attrs, transposeA: false, transposeB: false }
    return scratch.free(multiply({ inputs: { ...inputs, a, b }, attrs: asTheyLie, backend }))
  }
