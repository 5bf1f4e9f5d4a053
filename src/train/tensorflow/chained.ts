import type { Tensor } from "@tensorflow/tfjs-core"
import type { Core } from "./TensorFlow.ts"

/** Operations that are called on a tensor as they are called with it: `x.relu()` is `tf.relu(x)`. */
const direct = `
  abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm batchToSpaceND broadcastTo cast
  ceil clipByValue conv1d conv2d conv2dTranspose cos cosh cumprod cumsum depthToSpace depthwiseConv2d dilation2d div
  divNoNan dot elu equal erf euclideanNorm exp expandDims expm1 floor floorDiv gather greater greaterEqual isFinite isInf
  isNaN leakyRelu less lessEqual localResponseNormalization log log1p logSigmoid logSoftmax logSumExp logicalAnd
  logicalNot logicalOr logicalXor matMul max maxPool maximum mean min minimum mirrorPad mod mul neg norm notEqual oneHot
  onesLike pad pool pow prelu prod reciprocal relu relu6 reshape reverse round rsqrt selu separableConv2d sigmoid sign sin
  sinh slice softmax softplus spaceToBatchND split sqrt square squaredDifference squeeze step stridedSlice sub sum tan
  tanh tile topk transpose unique unsortedSegmentSum unstack zerosLike
`

type Operation = (x: Tensor, ...rest: ReadonlyArray<never>) => unknown

/**
 * Gives tensors the operations as methods, which the layers need as well (an LSTM's default initialiser calls
 * `flatten`). TensorFlow.js's own module for it cannot be loaded by Node: its imports have no file endings.
 */
export const registerChainedOps = (core: Core): void => {
  const prototype = core.Tensor.prototype as unknown as Record<string, unknown>
  const define = (name: string, operation: Operation): void => {
    prototype[name] ??= function (this: Tensor, ...rest: ReadonlyArray<never>) {
      // `throwIfDisposed` is private in the types; it is how every operation of TensorFlow.js begins.
      ;(this as unknown as { throwIfDisposed: () => void }).throwIfDisposed()
      return operation(this, ...rest)
    }
  }
  const operations = core as unknown as Record<string, Operation>
  for (const name of direct.trim().split(/\s+/)) define(name, operations[name]!)

  const withFirst = (x: Tensor, others: Tensor | ReadonlyArray<Tensor>): Array<Tensor> =>
    others instanceof core.Tensor ? [x, others] : [x, ...others]
  const { image, spectral } = operations as unknown as Record<"image" | "spectral", Record<string, Operation>>
  const rest: Record<string, (x: Tensor, ...rest: Array<never>) => unknown> = {
    asScalar: (x) => core.reshape(x, []),
    as1D: (x) => core.reshape(x, [x.size]),
    as2D: (x, ...shape) => core.reshape(x, shape),
    as3D: (x, ...shape) => core.reshape(x, shape),
    as4D: (x, ...shape) => core.reshape(x, shape),
    as5D: (x, ...shape) => core.reshape(x, shape),
    asType: (x, dtype) => core.cast(x, dtype),
    concat: (x, others, axis) => core.concat(withFirst(x, others), axis),
    flatten: (x) => core.reshape(x, [x.size]),
    reshapeAs: (x, other: Tensor) => core.reshape(x, other.shape),
    stack: (x, others, axis) => core.stack(withFirst(x, others), axis),
    toBool: (x) => core.cast(x, "bool"),
    toFloat: (x) => core.cast(x, "float32"),
    toInt: (x) => core.cast(x, "int32"),
    where: (x, condition, other) => core.where(condition, x, other),
    resizeBilinear: image["resizeBilinear"]!,
    resizeNearestNeighbor: image["resizeNearestNeighbor"]!,
    fft: spectral["fft"]!,
    ifft: spectral["ifft"]!,
    irfft: spectral["irfft"]!,
    rfft: spectral["rfft"]!
  }
  for (const [name, operation] of Object.entries(rest)) define(name, operation)
}
