/** What can be fitted: models of TensorFlow.js's layers, and any function of variables. */
import type { LayersModel } from "@tensorflow/tfjs-layers"
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core"

/** A model as variables and a function of them. `X` is what one batch of inputs looks like. */
export interface FunctionModel<X = Tensor> {
  /** What is trained, by names that do not change from one process to the next: rates, freezing and messages use them. */
  readonly variables: Readonly<Record<string, Variable>>
  /** The outputs of a batch, one row per example. `training` switches dropout on. Runs within `tf.tidy`. */
  readonly forward: (x: X, mode: { readonly training: boolean }) => Tensor
  /** Added to the loss of every update, such as a regularisation. Default: nothing. */
  readonly penalty?: () => Scalar
}

/** What `fit` trains. A model of the layers API need not be compiled. */
export type Model<X = Tensor> = FunctionModel<X> | LayersModel

/** One variable of a model. */
export interface Part {
  readonly name: string
  readonly variable: Variable
  /** False for what the forward pass itself updates, such as the moving averages of batch normalisation. */
  readonly trainable: boolean
  /** Brings the variable back to where it must stay, after an update. */
  readonly constrain?: () => void
}

/** A model as `fit` sees it. */
export interface Fittable<X> {
  readonly parts: ReadonlyArray<Part>
  readonly forward: (x: X, training: boolean) => Tensor
  readonly penalties: () => ReadonlyArray<Scalar>
  /** Whether the outputs are probabilities: the last layer ends in softmax or sigmoid. Unknown for functions. */
  readonly givesProbabilities: boolean | undefined
}

const isFunctionModel = <X>(model: Model<X>): model is FunctionModel<X> => "forward" in model

const ofFunction = <X>({ forward, penalty, variables }: FunctionModel<X>): Fittable<X> => ({
  parts: Object.entries(variables).map(([name, variable]) => ({ name, variable, trainable: true })),
  forward: (x, training) => forward(x, { training }),
  penalties: () => (penalty === undefined ? [] : [penalty()]),
  givesProbabilities: undefined
})

/** The name of a layer's weight as `kernel`, `bias`: the library puts scopes and a running number around it. */
const shortName = (name: string): string => name.slice(name.lastIndexOf("/") + 1).replace(/_\d+$/, "")

const ofLayers = <X>(model: LayersModel): Fittable<X> => {
  const trainable = new Set(model.trainableWeights.map(({ id }) => id))
  const parts = model.layers.flatMap((layer) =>
    layer.weights.map((weight): Part => {
      // Layers keep their weights as variables of TensorFlow.js; `read` is typed as what it can be used for.
      const variable = weight.read() as Variable
      return {
        name: `${layer.name}/${shortName(weight.originalName)}`,
        variable,
        trainable: trainable.has(weight.id),
        ...(weight.constraint === null
          ? {}
          : { constrain: () => void variable.assign(weight.constraint.apply(variable)) })
      }
    })
  )
  const activation: unknown = model.layers.at(-1)?.getConfig()["activation"]
  return {
    parts,
    forward: (x, training) => model.apply(x as Tensor, { training }) as Tensor,
    penalties: () => model.calculateLosses(),
    givesProbabilities: activation === "softmax" || activation === "sigmoid"
  }
}

/** Any model, seen alike. */
export const fittable = <X>(model: Model<X>): Fittable<X> =>
  isFunctionModel(model) ? ofFunction(model) : ofLayers<X>(model)
