/** What a train function can use, whatever it trains. */
export { shuffled, stratifiedKFold, type Split } from "./splits.ts"
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
