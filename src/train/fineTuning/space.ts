/** Ways to fine-tune a pre-trained model, as a search space. */
import { InvalidDefinition } from "../../errors.ts"
import type {
  BranchDistribution,
  ChoiceDistribution,
  ConstantDistribution,
  FloatDistribution,
  IntDistribution,
  OrdinalDistribution,
  ParamOf
} from "../../search/SearchSpace.ts"
import { choice, constant, float, int, ordinal } from "../../search/space/distributions.ts"

/** A rate, or whatever else is drawn as a number. */
type NumberDistribution = FloatDistribution | OrdinalDistribution<number> | ConstantDistribution<number>

/** The rates with which layers and head are trained. */
type Rates = {
  /** Of the highest trained layer. */
  readonly learningRate: NumberDistribution
  /** Each layer's rate over that of the layer above it; 1 gives all the same. */
  readonly decay: NumberDistribution
  /** Of everything that is no pre-trained layer. */
  readonly headRate: NumberDistribution
}

/** The kinds of fine-tuning with their params. */
export type TuningBranches = {
  /** Everything is trained. */
  readonly full: Rates
  /** The layers stay as they are; only the head is trained. */
  readonly features: { readonly headRate: NumberDistribution }
  /** Some layers are trained, counted from one end. */
  readonly layers: Rates & {
    readonly count: IntDistribution | ConstantDistribution<number>
    readonly from: ChoiceDistribution<"top" | "bottom"> | ConstantDistribution<"top" | "bottom">
  }
  /** First the head, then one layer more after each stage, from the top down. */
  readonly gradual: Rates & { readonly each: IntDistribution | ConstantDistribution<number> }
  /** The layers stay as they are; small matrices beside them are trained. */
  readonly adapters: {
    readonly learningRate: NumberDistribution
    readonly headRate: NumberDistribution
    readonly rank: OrdinalDistribution<number> | ConstantDistribution<number>
  }
}

/** A way to fine-tune. */
export type TuningKind = "full" | "features" | "layers" | "gradual" | "adapters"

/** The params of a way to fine-tune: what `fineTuning` draws. */
export type TuningParams = {
  readonly [Kind in TuningKind]: ParamOf<BranchDistribution<Pick<TuningBranches, Kind>>>
}[TuningKind]

/** What the space is made of. */
export interface FineTuningOptions<Kinds extends ReadonlyArray<TuningKind>> {
  /** The pre-trained layers (or groups of layers) by name, from the input to the output; the head is not among them. */
  readonly layers: ReadonlyArray<string>
  /** Default: full, features, layers and gradual. Adapters need a model that has them, such as the sentence encoder. */
  readonly kinds?: Kinds
  /** Default: 10⁻⁵ to 10⁻³, over orders of magnitude. */
  readonly learningRate?: NumberDistribution
  /** Default: 0.2 to 1. Howard and Ruder (2018) use 1 / 2.6. */
  readonly decay?: NumberDistribution
  /** Default: 10⁻⁴ to 10⁻¹, over orders of magnitude. */
  readonly headRate?: NumberDistribution
  /** From which end the branch `layers` counts. Default: either. */
  readonly from?: "top" | "bottom"
  /** Most epochs of one stage of gradual unfreezing. Default 2. */
  readonly each?: number
  /** Ranks of the adapters. Default: 2, 4, 8 or 16. */
  readonly rank?: OrdinalDistribution<number> | ConstantDistribution<number>
}

const upTo = (most: number): IntDistribution | ConstantDistribution<number> => (most > 1 ? int(1, most) : constant(1))

const checkLayers = (layers: ReadonlyArray<string>): void => {
  const repeated = layers.find((name, index) => layers.indexOf(name) !== index)
  if (layers.length > 0 && repeated === undefined) return
  throw new InvalidDefinition(
    repeated === undefined ? "fineTuning was given no layers." : `fineTuning was given the layer "${repeated}" twice.`,
    'Name the pre-trained layers from the input to the output: fineTuning({ layers: ["embeddings", "layer0"] }).'
  )
}

/**
 * Ways to fine-tune a pre-trained model, as a branch of a search space: `tuning: fineTuning({ layers: encoderLayers })`. The
 * param goes to `tuningPlan`, and that to `fit`.
 *
 * - `full`: every layer, each with its own rate (discriminative rates: Howard and Ruder 2018, "Universal language model
 *   fine-tuning", section 3.2)
 * - `features`: the head alone, on what the layers put out
 * - `layers`: `count` layers `from` the top (the output's end) or the bottom, and the head
 * - `gradual`: unfreezing from the top down, `each` epochs a stage (the same paper, section 3.3)
 * - `adapters`: low-rank companions of the layers' kernels (Hu et al. 2021, "LoRA")
 *
 * More branches, such as a control, go beside its own: `choice({ ...fineTuning({ layers }).branches, control: {} })`.
 */
export const fineTuning = <
  const Kinds extends ReadonlyArray<TuningKind> = readonly ["full", "features", "layers", "gradual"]
>(
  options: FineTuningOptions<Kinds>
): BranchDistribution<Pick<TuningBranches, Kinds[number]>> => {
  const { layers } = options
  checkLayers(layers)
  const kinds: ReadonlyArray<TuningKind> = options.kinds ?? ["full", "features", "layers", "gradual"]
  const headRate = options.headRate ?? float(1e-4, 1e-1, { log: true })
  const learningRate = options.learningRate ?? float(1e-5, 1e-3, { log: true })
  const decay = options.decay ?? float(0.2, 1)
  const from = options.from === undefined ? choice("top", "bottom") : constant(options.from)
  const all: TuningBranches = {
    full: { learningRate, decay, headRate },
    features: { headRate },
    layers: { count: upTo(layers.length - 1), from, learningRate, decay, headRate },
    gradual: { each: upTo(options.each ?? 2), learningRate, decay, headRate },
    adapters: { rank: options.rank ?? ordinal(2, 4, 8, 16), learningRate, headRate }
  }
  const unknown = kinds.find((kind) => !Object.hasOwn(all, kind))
  if (kinds.length === 0 || unknown !== undefined) {
    throw new InvalidDefinition(
      unknown === undefined ? "fineTuning was given no kinds." : `There is no kind of fine-tuning "${unknown}".`,
      `Use some of ${Object.keys(all).join(", ")}.`
    )
  }
  return choice(Object.fromEntries(kinds.map((kind) => [kind, all[kind]!]))) as never
}
