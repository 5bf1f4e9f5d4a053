import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { TensorInfo, backend_util } from "@tensorflow/tfjs-core"
import { type Shape4D, view, zeros } from "./Scratch.ts"

/**
 * dy as the input of the convolution that gives ∂/∂x: its elements a stride apart, in a frame of zeros so wide that the
 * turned filter reaches every element of x.
 */
export const framed = (backend: BackendWasm, conv: backend_util.Conv2DInfo, dy: TensorInfo): TensorInfo => {
  const [images, rows, columns, channels] = dy.shape as Shape4D
  const reach = { height: conv.effectiveFilterHeight - 1, width: conv.effectiveFilterWidth - 1 }
  const height = conv.inHeight + reach.height
  const width = conv.inWidth + reach.width
  const top = reach.height - conv.padInfo.top
  const left = reach.width - conv.padInfo.left

  const frame = zeros(backend, [images, height, width, channels])
  const source = view(backend, dy)
  const target = view(backend, frame)
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < rows; i++) {
      const row = top + i * conv.strideHeight
      if (row < 0 || row >= height) continue
      for (let j = 0; j < columns; j++) {
        const column = left + j * conv.strideWidth
        if (column < 0 || column >= width) continue
        const from = ((n * rows + i) * columns + j) * channels
        const at = ((n * height + row) * width + column) * channels
        for (let o = 0; o < channels; o++) target[at + o] = source[from + o]!
      }
    }
  }
  return frame
}

/** A filter turned by 180°: [a, b, …] → [fh − 1 − a, fw − 1 − b, …] */
export const turned = (backend: BackendWasm, filter: TensorInfo): TensorInfo => {
  const [height, width, inputs, outputs] = filter.shape as Shape4D
  const result = backend.makeOutput(filter.shape, "float32")
  const source = view(backend, filter)
  const target = view(backend, result)
  const taps = height * width
  const size = inputs * outputs
  for (let tap = 0; tap < taps; tap++) {
    target.set(source.subarray(tap * size, (tap + 1) * size), (taps - 1 - tap) * size)
  }
  return result
}
