import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core"

type Call = Parameters<KernelFunc>[0]

const always = (): boolean => true

/**
 * Kernels of tfjs-backend-wasm 4.22 that answer wrong numbers without a word, or nothing, and the calls for which they
 * do. Each was found by comparing it with the plain JavaScript kernel, and decided by finite differences or by hand.
 */
export const defects: Readonly<Record<string, (call: Call) => boolean>> = {
  // Elements of the gradient stay zero: for the input at any stride, for the filter at strides above 1.
  Conv3DBackpropInputV2: always,
  Conv3DBackpropFilterV2: ({ attrs }) => [attrs?.["strides"]].flat().some((stride) => stride !== 1),
  // The search for a maximum starts at zero, so a negative one is not found.
  MaxPool3D: always,
  MaxPool3DGrad: always,
  Dilation2D: always,
  Dilation2DBackpropInput: always,
  Dilation2DBackpropFilter: always,
  // Only the first image gets its gradient.
  ResizeNearestNeighborGrad: ({ inputs }) => inputs["images"]?.shape[0] !== 1,
  // The second batch is read at the first one's place.
  GatherV2: ({ attrs }) => Number(attrs?.["batchDims"] ?? 0) > 0,
  // Slopes are taken one after the other, however their shape broadcasts.
  Prelu: ({ inputs }) => !isTail(inputs["alpha"]!, inputs["x"]!),
  // Only products of floats are known.
  BatchMatMul: ({ inputs }) => inputs["a"]?.dtype !== "float32" || inputs["b"]?.dtype !== "float32"
}

/** Whether a shape is the end of another one, apart from leading ones: then a flat repetition is a broadcast. */
const isTail = (of: TensorInfo, whole: TensorInfo): boolean => {
  const start = of.shape.findIndex((size) => size !== 1)
  const tail = start < 0 ? [] : of.shape.slice(start)
  return tail.every((size, axis) => size === whole.shape[whole.shape.length - tail.length + axis])
}
