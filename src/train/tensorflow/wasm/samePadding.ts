import type { Conv2DAttrs, Conv2DInputs } from "@tensorflow/tfjs-core"
import type { Kernel } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

/**
 * A convolution whose "same" padding is spelled out in pixels wherever the stride exceeds the filter: there the
 * backend's kernel takes the word "same", fails without saying so, and leaves zeros.
 */
export const explicitSamePadding =
  (core: Core, depthwise: boolean, convolve: Kernel<Conv2DInputs, Conv2DAttrs>): Kernel<Conv2DInputs, Conv2DAttrs> =>
  (call) => {
    const { inputs, attrs } = call
    if (attrs.pad !== "same") return convolve(call)
    const { padInfo, ...conv } = core.backend_util.computeConv2DInfo(
      inputs.x.shape as [number, number, number, number],
      inputs.filter.shape as [number, number, number, number],
      attrs.strides,
      attrs.dilations,
      "same",
      attrs.dimRoundingMode,
      depthwise
    )
    const overlaps = conv.strideHeight <= conv.effectiveFilterHeight && conv.strideWidth <= conv.effectiveFilterWidth
    if (overlaps) return convolve(call)
    const pad: Conv2DAttrs["pad"] = [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0]
    ]
    return convolve({ ...call, attrs: { ...attrs, pad } })
  }
