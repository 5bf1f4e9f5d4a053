import type { UnsortedSegmentSumAttrs, UnsortedSegmentSumInputs } from "@tensorflow/tfjs-core"
import { type Kernel, view, zeros } from "./Scratch.ts"
import type { Core } from "../TensorFlow.ts"

/**
 * y[s, …] = Σ x[i, …]   over i with segmentIds[i] = s. It is the gradient of `gather`, and so of an embedding.
 * Identifiers outside 0 … numSegments − 1 are dropped, as in TensorFlow.
 */
export const unsortedSegmentSum =
  (core: Core): Kernel<UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs> =>
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
    const inner = x.shape.slice(segmentIds.shape.length)
    const width = core.util.sizeFromShape(inner)
    const sums = zeros(backend, [numSegments, ...inner], x.dtype)
    const xs = view(backend, x)
    const ids = view(backend, segmentIds)
    const ys = view(backend, sums)
    for (let i = 0; i < ids.length; i++) {
      const segment = ids[i]!
      if (segment < 0 || segment >= numSegments) continue
      const from = i * width
      const to = segment * width
      for (let j = 0; j < width; j++) ys[to + j]! += xs[from + j]!
    }
    return sums
  }
