/** What a train function can use, whatever it trains. */
export { fingerprint } from "./fingerprint.ts"
export { holdOut, type HoldOutOptions, type SealedSplit } from "./splits/holdOut.ts"
export { groupedKFold, kFold, repeated, stratifiedKFold, type Split } from "./splits/kFold.ts"
export { shuffled, type Label } from "./splits/shuffled.ts"
export { sideOf, take, type Indices, type OfSide, type Rows, type Side } from "./splits/sides.ts"
export { encoderTokenizer, type EncoderFiles } from "./encoder/files.ts"
export { padded, type Padded } from "./text/padded.ts"
export { unigramTokenizer, type Tokenizer, type UnigramOptions, type Vocabulary } from "./text/unigram.ts"
export {
  constantRate,
  cosine,
  linearWarmUp,
  oneCycle,
  slantedTriangular,
  type Schedule,
  type ScheduleName
} from "./fitting/schedules.ts"
export { balancedClassWeights } from "./balance/classWeights.ts"
export { oversampled, undersampled, type SamplingOptions } from "./balance/sampling.ts"
export { minMaxScaler, standardScaler, type Scaler } from "./balance/scaling.ts"
export { smote, type SmoteOptions, type Smoted } from "./balance/smote.ts"
export {
  accuracy,
  balancedAccuracy,
  confusionMatrix,
  f1,
  precision,
  recall,
  type AverageOptions,
  type ConfusionMatrix
} from "./metrics/classification.ts"
export { meanAbsoluteError, meanSquaredError, rSquared } from "./metrics/regression.ts"
export { averagePrecision, logLoss, rocAuc } from "./metrics/scores.ts"
export { chooseThreshold, type Threshold } from "./metrics/threshold.ts"
export {
  crossValidate,
  type CrossValidated,
  type CrossValidationContext,
  type Fold,
  type FoldContext
} from "./crossValidate.ts"
export { encoderLayers, type EncoderLayer } from "./encoder/parameters.ts"
export {
  fineTuning,
  type FineTuningOptions,
  type TuningBranches,
  type TuningKind,
  type TuningParams
} from "./fineTuning/space.ts"
export { tuningPlan, type TuningPlan, type TuningPlanOptions, type TuningStage } from "./fineTuning/plan.ts"
