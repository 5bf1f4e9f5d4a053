/**
 * TensorFlow.js for a study's `train` function, on the backend that Hypersweep chose for the machine.
 *
 * ```ts
 * import { tf } from "hypersweep/tensorflow"
 *
 * const network = (units: number): tf.LayersModel => tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [8] })] })
 * ```
 *
 * `tf` is both the value and the namespace of its types. Importing it loads nothing, so a study file stays quick to
 * read; using it outside of a trial throws `TensorFlowOutsideTrial`.
 */
import type * as core from "@tensorflow/tfjs-core"
import type * as layered from "@tensorflow/tfjs-layers"
import { forward } from "./tensorflow/forward.ts"
import type { TensorFlow } from "./tensorflow/TensorFlow.ts"

export type { BackendName } from "./tensorflow/Backend.ts"
export {
  sentenceEncoder,
  type LayerInput,
  type PassOptions,
  type SentenceEncoder,
  type SentenceEncoderOptions
} from "./tensorflow/encoder/SentenceEncoder.ts"
export {
  textClassifier,
  type ClassifierStage,
  type TextClassifier,
  type TextClassifierOptions
} from "./tensorflow/encoder/TextClassifier.ts"
export { featureCache, type FeatureCache, type FeatureCacheOptions } from "./tensorflow/features/FeatureCache.ts"
export { Rows } from "./tensorflow/features/Rows.ts"
export { fit, TrainingDiverged, type EpochMetrics, type Fitted } from "./tensorflow/fit/fit.ts"
export type { Examples, FitData } from "./tensorflow/fit/data.ts"
export { evaluate, type Evaluated } from "./tensorflow/fit/evaluate.ts"
export type { Judged, Metric } from "./tensorflow/fit/judge.ts"
export type { CustomLoss, LossName } from "./tensorflow/fit/losses.ts"
export type { FunctionModel, Model } from "./tensorflow/fit/models.ts"
export type { OptimizerSettings } from "./tensorflow/fit/optimizers.ts"
export type { FitContext, FitOptions, Rates, Stage } from "./tensorflow/fit/options.ts"

/** TensorFlow.js's operations, optimizers and layers. */
export const tf: TensorFlow = forward()

export declare namespace tf {
  // TensorFlow.js's own classes and types, under the names that its union package has them.
  export type Rank = core.Rank
  namespace Rank {
    export type R0 = core.Rank.R0
    export type R1 = core.Rank.R1
    export type R2 = core.Rank.R2
    export type R3 = core.Rank.R3
    export type R4 = core.Rank.R4
    export type R5 = core.Rank.R5
    export type R6 = core.Rank.R6
  }
  export type Tensor<R extends core.Rank = core.Rank> = core.Tensor<R>
  export type Variable<R extends core.Rank = core.Rank> = core.Variable<R>
  export type TensorBuffer<R extends core.Rank, D extends core.DataType = "float32"> = core.TensorBuffer<R, D>
  export type ForwardFunc<T> = core.ForwardFunc<T>
  export type ModelFitDatasetArgs<T> = layered.ModelFitDatasetArgs<T>
  export type Scalar = core.Scalar
  export type Tensor1D = core.Tensor1D
  export type Tensor2D = core.Tensor2D
  export type Tensor3D = core.Tensor3D
  export type Tensor4D = core.Tensor4D
  export type Tensor5D = core.Tensor5D
  export type TensorContainer = core.TensorContainer
  export type TensorContainerArray = core.TensorContainerArray
  export type TensorContainerObject = core.TensorContainerObject
  export type NamedTensorMap = core.NamedTensorMap
  export type TensorInfo = core.TensorInfo
  export type TensorLike = core.TensorLike
  export type ScalarLike = core.ScalarLike
  export type TypedArray = core.TypedArray
  export type DataType = core.DataType
  export type NumericDataType = core.NumericDataType
  export type DataTypeMap = core.DataTypeMap
  export type DataValues = core.DataValues
  export type BackendValues = core.BackendValues
  export type ShapeMap = core.ShapeMap
  export type GradSaveFunc = core.GradSaveFunc
  export type MemoryInfo = core.MemoryInfo
  export type TimingInfo = core.TimingInfo
  export type Optimizer = core.Optimizer
  export type SGDOptimizer = core.SGDOptimizer
  export type MomentumOptimizer = core.MomentumOptimizer
  export type AdamOptimizer = core.AdamOptimizer
  export type AdamaxOptimizer = core.AdamaxOptimizer
  export type AdagradOptimizer = core.AdagradOptimizer
  export type AdadeltaOptimizer = core.AdadeltaOptimizer
  export type RMSPropOptimizer = core.RMSPropOptimizer
  export type InferenceModel = core.InferenceModel
  export type LayersModel = layered.LayersModel
  export type Sequential = layered.Sequential
  export type SequentialArgs = layered.SequentialArgs
  export type SymbolicTensor = layered.SymbolicTensor
  export type InputSpec = layered.InputSpec
  export type LayerVariable = layered.LayerVariable
  export type Shape = layered.Shape
  export type Logs = layered.Logs
  export type ModelCompileArgs = layered.ModelCompileArgs
  export type ModelEvaluateArgs = layered.ModelEvaluateArgs
  export type ModelFitArgs = layered.ModelFitArgs
  export type ClassWeight = layered.ClassWeight
  export type ClassWeightMap = layered.ClassWeightMap
  export type Callback = layered.Callback
  export type CallbackList = layered.CallbackList
  export type CustomCallback = layered.CustomCallback
  export type CustomCallbackArgs = layered.CustomCallbackArgs
  export type EarlyStopping = layered.EarlyStopping
  export type EarlyStoppingCallbackArgs = layered.EarlyStoppingCallbackArgs
  export type History = layered.History
  export type RNN = layered.RNN
  namespace layers {
    export type Layer = layered.layers.Layer
    export type RNNCell = layered.layers.RNNCell
  }
  namespace io {
    export type IOHandler = core.io.IOHandler
    export type LoadHandler = core.io.LoadHandler
    export type ModelArtifacts = core.io.ModelArtifacts
    export type ModelArtifactsInfo = core.io.ModelArtifactsInfo
    export type SaveHandler = core.io.SaveHandler
    export type SaveResult = core.io.SaveResult
    export type WeightsManifestEntry = core.io.WeightsManifestEntry
  }
  namespace serialization {
    export type ConfigDict = core.serialization.ConfigDict
    export type Serializable = core.serialization.Serializable
  }
}
