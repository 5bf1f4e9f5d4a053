/** For what reason a training fails, as far as its words and its exit status tell. */

/** A failure of `train` whose reason is known where it is thrown. Recognised by its field, in whichever copy it was made. */
export class TrainFailure extends Error {
  override readonly name = "TrainFailure"
  readonly trainFailure: "error" | "crash" | "outOfMemory" | "noResult" | "wrongType"

  constructor(reason: TrainFailure["trainFailure"], message: string, options?: ErrorOptions) {
    super(message, options)
    this.trainFailure = reason
  }
}

/** Reasons that a training can give itself. */
export const trainFailures = ["error", "crash", "outOfMemory", "noResult", "wrongType"] as const

/**
 * What programs say when they are given no more memory: TensorFlow and CUDA, PyTorch, WebGPU, WebAssembly and V8, Python,
 * and the C++ library.
 */
const wordsOfMemory = [
  /\bOOM when allocating\b/,
  /\b(ResourceExhausted|RESOURCE_EXHAUSTED)\b/,
  /\bCUDA_ERROR_OUT_OF_MEMORY\b/,
  /\bCUDA (error: )?out of memory\b/i,
  /\bfailed to allocate \S+ .*(memory|device|bytes)/i,
  /\bGPUOutOfMemoryError\b/,
  /\bCUBLAS_STATUS_ALLOC_FAILED\b/,
  /\bCUDNN_STATUS_ALLOC_FAILED\b/,
  /\bArray buffer allocation failed\b/,
  /\bCannot enlarge memory\b/,
  /\bWebAssembly\.Memory\(\): could not allocate memory\b/,
  /\bAborted\(OOM\)/,
  /\bERR_WORKER_OUT_OF_MEMORY\b/,
  /\bJavaScript heap out of memory\b/,
  /\bMemoryError\b/,
  /\bstd::bad_alloc\b/,
  /\bCannot allocate memory\b/
]

/** Whether a message says that memory ran out, on whichever device. */
export const saysOutOfMemory = (text: string): boolean => wordsOfMemory.some((words) => words.test(text))

/** Exit status of a program that was killed for its memory, as shells and containers report it: 128 + SIGKILL. */
export const killedStatus = 137

/** The reason for which `train` threw. */
export const reasonOfThrown = (error: unknown): TrainFailure["trainFailure"] => {
  if (typeof error !== "object" || error === null) return saysOutOfMemory(String(error)) ? "outOfMemory" : "error"
  const { trainFailure } = error as Partial<TrainFailure>
  if (trainFailure !== undefined && trainFailures.includes(trainFailure)) return trainFailure
  return saysOutOfMemory(`${"name" in error ? error.name : ""}: ${"message" in error ? error.message : ""}`)
    ? "outOfMemory"
    : "error"
}
