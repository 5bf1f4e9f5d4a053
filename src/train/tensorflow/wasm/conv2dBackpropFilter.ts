import type { Conv2DBackpropFilterAttrs, Conv2DBackpropFilterInputs, TensorInfo } from "@tensorflow/tfjs-core"
import { type Kernel, Scratch, type Shape4D } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

/**
 * The gradient of a convolution for its filter. With x [n, h, w, c], y [n, i, j, o], stride s and padding p:
 *
 *   ∂/∂filter[a, b, c, o] = Σ x[n, i·s + a − p, j·s + b − p, c] · dy[n, i, j, o]   over n, i, j
 *
 * which is itself a convolution, and XNNPACK runs it: x's channels are the images, the images are the channels, dy is
 * the filter, and the forward stride is the dilation.
 */
export const conv2dBackpropFilter =
  (core: Core): Kernel<Conv2DBackpropFilterInputs, Conv2DBackpropFilterAttrs> =>
  ({ inputs: { x, dy }, attrs, backend }) => {
    const { computeConv2DInfo, convertConv2DDataFormat } = core.backend_util
    const { strides, pad, dimRoundingMode, filterShape } = attrs
    const format = convertConv2DDataFormat(attrs.dataFormat)
    const conv = computeConv2DInfo(x.shape as Shape4D, filterShape, strides, 1, pad, dimRoundingMode, false, format)
    const { padInfo, strideHeight, strideWidth, inHeight, inWidth } = conv
    const scratch = new Scratch(core, backend)

    // Below and to the right of what some window covers, padding is missing, or input is left over.
    const bottom = (conv.outHeight - 1) * strideHeight + conv.filterHeight - inHeight - padInfo.top
    const right = (conv.outWidth - 1) * strideWidth + conv.filterWidth - inWidth - padInfo.left
    let covered: TensorInfo = x
    if (bottom < 0 || right < 0) {
      const size = [conv.batchSize, inHeight + Math.min(0, bottom), inWidth + Math.min(0, right), conv.inChannels]
      covered = scratch.run("Slice", { x }, { begin: [0, 0, 0, 0], size })
    }
    const images = scratch.run("Transpose", { x: covered }, { perm: [3, 1, 2, 0] })
    const filter = scratch.run("Transpose", { x: dy }, { perm: [1, 2, 0, 3] })
    const gradient = scratch.run(
      "Conv2D",
      { x: images, filter },
      {
        strides: [1, 1],
        dilations: [strideHeight, strideWidth],
        dataFormat: "NHWC",
        pad: [
          [0, 0],
          [padInfo.top, Math.max(0, bottom)],
          [padInfo.left, Math.max(0, right)],
          [0, 0]
        ]
      }
    )
    return scratch.free(scratch.run("Transpose", { x: gradient }, { perm: [1, 2, 0, 3] }))
  }
