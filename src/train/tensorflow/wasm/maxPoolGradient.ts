import type { MaxPoolGradAttrs, MaxPoolGradInputs } from "@tensorflow/tfjs-core"
import { type Kernel, view, zeros } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

/**
 * ∂/∂x of a max pool: each dy goes to the first greatest element of its window, as the plain JavaScript backend has it.
 */
export const maxPoolGradient =
  (core: Core): Kernel<MaxPoolGradInputs, MaxPoolGradAttrs> =>
  ({ inputs: { dy, input }, attrs, backend }) => {
    const shape = input.shape as [number, number, number, number]
    const { filterSize, strides, pad, dimRoundingMode } = attrs
    const pool = core.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
    const { inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = pool

    const gradient = zeros(backend, shape)
    const x = view(backend, input)
    const dx = view(backend, gradient)
    const dys = view(backend, dy)
    let k = 0
    for (let n = 0; n < pool.batchSize; n++) {
      const image = n * inHeight * inWidth * channels
      for (let i = 0; i < outHeight; i++) {
        const top = i * pool.strideHeight - padInfo.top
        const firstRow = Math.max(0, top)
        const endRow = Math.min(inHeight, top + pool.effectiveFilterHeight)
        for (let j = 0; j < outWidth; j++) {
          const left = j * pool.strideWidth - padInfo.left
          const firstColumn = Math.max(0, left)
          const endColumn = Math.min(inWidth, left + pool.effectiveFilterWidth)
          for (let c = 0; c < channels; c++, k++) {
            let greatest = -Infinity
            let position = -1
            for (let row = firstRow; row < endRow; row++) {
              let at = image + (row * inWidth + firstColumn) * channels + c
              for (let column = firstColumn; column < endColumn; column++, at += channels) {
                if (x[at]! > greatest) {
                  greatest = x[at]!
                  position = at
                }
              }
            }
            // A window of NaN has no greatest element.
            if (position >= 0) dx[position]! += dys[k]!
          }
        }
      }
    }
    return gradient
  }
