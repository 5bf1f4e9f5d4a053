import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type {
  Conv2DBackpropInputAttrs,
  Conv2DBackpropInputInputs,
  TensorInfo,
  backend_util
} from "@tensorflow/tfjs-core"
import { framed, turned } from "./fullConvolution.ts"
import { type Kernel, Scratch, type Shape4D, view, zeros } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

/**
 * The gradient of a convolution for its input; also the forward pass of a transposed convolution. With y [n, i, j, o],
 * filter [a, b, c, o], stride s and padding p:
 *
 *   ∂/∂x[n, u, v, c] = Σ dy[n, (u + p − a)/s, (v + p − b)/s, o] · filter[a, b, c, o]   over a, b, o, where s divides
 */
export const conv2dBackpropInput =
  (core: Core): Kernel<Conv2DBackpropInputInputs, Conv2DBackpropInputAttrs> =>
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const { computeConv2DInfo, convertConv2DDataFormat } = core.backend_util
    const { strides, pad, dimRoundingMode, inputShape } = attrs
    const format = convertConv2DDataFormat(attrs.dataFormat)
    const shape = filter.shape as Shape4D
    const conv = computeConv2DInfo(inputShape, shape, strides, 1, pad, dimRoundingMode, false, format)
    const scratch = new Scratch(core, backend)
    const strided = conv.strideHeight > 1 || conv.strideWidth > 1
    return scratch.free(
      strided ? scattered(scratch, backend, conv, dy, filter) : convolved(scratch, backend, conv, dy, filter)
    )
  }

/** For stride 1: the convolution of dy, in a frame of zeros, with the filter turned by 180°. */
const convolved = (
  scratch: Scratch,
  backend: BackendWasm,
  conv: backend_util.Conv2DInfo,
  dy: TensorInfo,
  filter: TensorInfo
): TensorInfo => {
  const x = scratch.keep(framed(backend, conv, dy))
  const halfTurn = scratch.keep(turned(backend, filter))
  const transposed = scratch.run("Transpose", { x: halfTurn }, { perm: [0, 1, 3, 2] })
  const plain = { strides: [1, 1], dilations: [1, 1], dataFormat: "NHWC", pad: "valid" }
  return scratch.run("Conv2D", { x, filter: transposed }, plain)
}

/** Floats that the products of one round may take: 16 MiB. */
const room = 4 * 2 ** 20

/**
 * For a stride, where dy framed for a convolution would be mostly zeros: the products of dy and the filter, as one
 * matrix product, each added where it belongs. As many images at a time as there is room for.
 */
const scattered = (
  scratch: Scratch,
  backend: BackendWasm,
  conv: backend_util.Conv2DInfo,
  dy: TensorInfo,
  filter: TensorInfo
): TensorInfo => {
  const { batchSize, outHeight, outWidth, outChannels, filterHeight, filterWidth, inChannels } = conv
  const width = filterHeight * filterWidth * inChannels
  const pixels = outHeight * outWidth
  const gradient = zeros(backend, [...conv.inShape])
  const b = scratch.run("Reshape", { x: filter }, { shape: [1, width, outChannels] })
  const images = Math.max(1, Math.floor(room / (pixels * width)))
  for (let first = 0; first < batchSize; first += images) {
    const count = Math.min(images, batchSize - first)
    const round = scratch.nested()
    const size = [count, outHeight, outWidth, outChannels]
    const x = count === batchSize ? dy : round.run("Slice", { x: dy }, { begin: [first, 0, 0, 0], size })
    const a = round.run("Reshape", { x }, { shape: [1, count * pixels, outChannels] })
    const products = round.run("BatchMatMul", { a, b }, { transposeA: false, transposeB: true })
    addProducts(conv, view(backend, products), view(backend, gradient), first, count)
    round.free(undefined)
  }
  return gradient
}

/** dx[n, i·s + a − p, j·s + b − p, c] += products[n, i, j, a, b, c]   for the images n of one round */
const addProducts = (
  conv: backend_util.Conv2DInfo,
  products: Float32Array,
  dx: Float32Array,
  first: number,
  count: number
): void => {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, padInfo } = conv
  let k = 0
  for (let n = first; n < first + count; n++) {
    for (let i = 0; i < conv.outHeight; i++) {
      for (let j = 0; j < conv.outWidth; j++) {
        for (let a = 0; a < filterHeight; a++) {
          const row = i * conv.strideHeight + a - padInfo.top
          for (let b = 0; b < filterWidth; b++, k += inChannels) {
            const column = j * conv.strideWidth + b - padInfo.left
            if (row < 0 || row >= inHeight || column < 0 || column >= inWidth) continue
            const at = ((n * inHeight + row) * inWidth + column) * inChannels
            for (let c = 0; c < inChannels; c++) dx[at + c]! += products[k + c]!
          }
        }
      }
    }
  }
}
