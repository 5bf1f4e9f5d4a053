/**
 * The two gradients of a depthwise convolution, where each input channel c has its own filters m:
 *   y[n, i, j, c·M + m] = Σ x[n, i·s + a·d − p, j·s + b·d − p, c] · filter[a, b, c, m]   over a, b
 */
import type {
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropFilterInputs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  DepthwiseConv2dNativeBackpropInputInputs
} from "@tensorflow/tfjs-core"
import { framed, turned } from "./fullConvolution.ts"
import { type Kernel, Scratch, type Shape4D, view } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

/** ∂/∂filter[a, b, c, m] = Σ x[n, i·s + a·d − p, j·s + b·d − p, c] · dy[n, i, j, c·M + m]   over n, i, j */
export const depthwiseBackpropFilter =
  (core: Core): Kernel<DepthwiseConv2dNativeBackpropFilterInputs, DepthwiseConv2dNativeBackpropFilterAttrs> =>
  ({ inputs: { x, dy }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = attrs
    const { computeConv2DInfo } = core.backend_util
    const conv = computeConv2DInfo(x.shape as Shape4D, filterShape, strides, dilations, pad, dimRoundingMode, true)
    const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = conv
    const multiplier = outChannels / inChannels

    const gradient = backend.makeOutput(filterShape, "float32")
    const xs = view(backend, x)
    const dys = view(backend, dy)
    const sums = new Float64Array(core.util.sizeFromShape(filterShape))
    for (let n = 0; n < conv.batchSize; n++) {
      for (let i = 0; i < outHeight; i++) {
        for (let a = 0; a < conv.filterHeight; a++) {
          const row = i * conv.strideHeight + a * conv.dilationHeight - padInfo.top
          if (row < 0 || row >= inHeight) continue
          for (let b = 0; b < conv.filterWidth; b++) {
            for (let j = 0; j < outWidth; j++) {
              const column = j * conv.strideWidth + b * conv.dilationWidth - padInfo.left
              if (column < 0 || column >= inWidth) continue
              let f = (a * conv.filterWidth + b) * outChannels
              let k = ((n * outHeight + i) * outWidth + j) * outChannels
              let u = ((n * inHeight + row) * inWidth + column) * inChannels
              for (const end = u + inChannels; u < end; u++) {
                const value = xs[u]!
                for (const next = f + multiplier; f < next; f++, k++) sums[f]! += value * dys[k]!
              }
            }
          }
        }
      }
    }
    view(backend, gradient).set(sums)
    return gradient
  }

/**
 * ∂/∂x[n, i·s + a·d − p, j·s + b·d − p, c] = Σ filter[a, b, c, m] · dy[n, i, j, c·M + m]   over i, j, a, b, m
 *
 * which is a depthwise convolution of dy, in a frame of zeros, with the filter turned by 180°, summed over m.
 */
export const depthwiseBackpropInput =
  (core: Core): Kernel<DepthwiseConv2dNativeBackpropInputInputs, DepthwiseConv2dNativeBackpropInputAttrs> =>
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode, inputShape } = attrs
    const { computeConv2DInfo } = core.backend_util
    const shape = filter.shape as Shape4D
    const conv = computeConv2DInfo(inputShape, shape, strides, dilations, pad, dimRoundingMode, true)
    const { inChannels, outChannels, filterHeight, filterWidth, dilationHeight, dilationWidth } = conv
    const scratch = new Scratch(core, backend)
    const flat = [filterHeight, filterWidth, outChannels, 1]
    const dxs = scratch.run(
      "DepthwiseConv2dNative",
      {
        x: scratch.keep(framed(backend, conv, dy)),
        filter: scratch.run("Reshape", { x: scratch.keep(turned(backend, filter)) }, { shape: flat })
      },
      { strides: [1, 1], dilations: [dilationHeight, dilationWidth], dataFormat: "NHWC", pad: "valid" }
    )
    if (outChannels === inChannels) return scratch.free(dxs)
    const perFilter = scratch.run("Reshape", { x: dxs }, { shape: [...inputShape, outChannels / inChannels] })
    return scratch.free(scratch.run("Sum", { x: perFilter }, { axis: [4], keepDims: false }))
  }
