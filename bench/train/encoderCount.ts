/** How many multiplications the sentence encoder's dense parts take; attention's own products, a hundredth of them, are left out. */
import { encoderLayers, type EncoderLayer } from "../../src/train/encoder/parameters.ts"

/** Of one layer, for one sentence. */
interface Count {
  readonly forward: number
  /** Of `forward`, the products above the layer's first ones: their inputs change with what the layer trains. */
  readonly inside: number
}

const countsOf = (tokens: number): Readonly<Record<EncoderLayer, Count>> => {
  const [output, wide] = [512 * 512, 512 * 1536]
  const queryKeyValue = 3 * output
  return {
    embeddings: { forward: 0, inside: 0 },
    layer0: {
      forward: tokens * (256 * 512 + queryKeyValue / 2 + output + 2 * wide),
      inside: tokens * (output + 2 * wide)
    },
    // Its last product is taken once for a sentence, after the mean over its tokens.
    layer1: { forward: tokens * (queryKeyValue + output + wide) + wide, inside: tokens * (output + wide) + wide },
    pool: { forward: output, inside: 0 }
  }
}

/** The layers that are computed: all, or where the outputs below the lowest trained one are kept, those from there. */
const computed = (lowest: EncoderLayer | undefined, isKept: boolean): ReadonlyArray<EncoderLayer> => {
  if (!isKept) return encoderLayers
  return lowest === undefined ? [] : encoderLayers.slice(encoderLayers.indexOf(lowest))
}

/** Of judging one sentence. */
export const countJudging = (lowest: EncoderLayer | undefined, tokens: number, isKept: boolean): number => {
  const counts = countsOf(tokens)
  return computed(lowest, isKept).reduce((sum, layer) => sum + counts[layer].forward, 0)
}

/**
 * Of training on one sentence: a trained layer takes as much again for the gradients of its kernels, and as much again for
 * those of its inputs; the lowest one needs the latter only inside of it.
 */
export const countTraining = (lowest: EncoderLayer | undefined, tokens: number, isKept: boolean): number => {
  const counts = countsOf(tokens)
  const gradients = encoderLayers
    .filter((_, place) => lowest !== undefined && place >= encoderLayers.indexOf(lowest))
    .reduce((sum, layer) => sum + counts[layer].forward + counts[layer][layer === lowest ? "inside" : "forward"], 0)
  return countJudging(lowest, tokens, isKept) + gradients
}
