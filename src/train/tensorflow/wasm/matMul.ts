import type { TensorInfo } from "@tensorflow/tfjs-core"
import { type Kernel, Scratch } from "./Scratch.ts"
import { transposed } from "./transposed.ts"
import type { Core } from "../TensorFlow.ts"

export interface Factors {
  readonly a: TensorInfo
  readonly b: TensorInfo
}

export interface Transposed {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

export type Product = Kernel<Factors, Transposed>

/**
 * A matrix product whose transposed factors are transposed first: the backend's kernel uses XNNPACK only for factors as
 * they lie, and every gradient of a dense layer has one that does not.
 */
export const matMul =
  (core: Core, multiply: Product): Product =>
  (call) => {
    const { inputs, attrs, backend } = call
    if (!attrs.transposeA && !attrs.transposeB) return multiply(call)
    const scratch = new Scratch(core, backend)
    const a = attrs.transposeA ? scratch.keep(transposed(backend, inputs.a)) : inputs.a
    const b = attrs.transposeB ? scratch.keep(transposed(backend, inputs.b)) : inputs.b
    const asTheyLie = { ...attrs, transposeA: false, transposeB: false }
    return scratch.free(multiply({ inputs: { ...inputs, a, b }, attrs: asTheyLie, backend }))
  }

const sizeOf = ({ shape }: TensorInfo): number => shape.reduce((product, size) => product * size, 1)

/** Whether the factors are as many matrices of 32-bit numbers, in axes that stand alike. */
export const isPaired = ({ a, b }: Factors): boolean =>
  a.dtype === "float32" &&
  b.dtype === "float32" &&
  a.shape.length === b.shape.length &&
  a.shape.slice(0, -2).every((size, k) => size === b.shape[k])

/**
 * Computes a · bᵀ as (b · aᵀ)ᵀ where a and the result together are smaller than b: they are turned in place of b. That is
 * the gradient for the input of a dense layer with a large kernel and a small batch.
 */
export const turningTheSmaller =
  (core: Core, multiply: Product): Product =>
  (call) => {
    const { attrs, backend, inputs } = call
    const { a, b } = inputs
    if (attrs.transposeA || !attrs.transposeB || !isPaired(inputs)) return multiply(call)
    const [inner, columns] = [a.shape.at(-1)!, b.shape.at(-2)!]
    if (!(sizeOf(a) + (sizeOf(a) / inner) * columns < sizeOf(b))) return multiply(call)
    const scratch = new Scratch(core, backend)
    const factors = { a: b, b: scratch.keep(transposed(backend, a)) }
    const product = multiply({ inputs: factors, attrs: { ...attrs, transposeB: false }, backend })
    return scratch.free(transposed(backend, scratch.keep(product)))
  }
