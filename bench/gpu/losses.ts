/** How far WebGPU's training losses are from WASM's, for every model of the tests. */
import { seedMathRandom } from "../../src/train/seedMathRandom.ts"
import { startBackend } from "../../src/train/tensorflow/startBackend.ts"
import { lossesOf, models } from "../../test/support/models.ts"

/** One model's losses over six steps on two backends. */
export interface Agreement {
  readonly model: string
  /** The greatest difference of a loss, relative to WASM's. */
  readonly apart: number
  /** What went wrong on the other backend, if it did not train. */
  readonly failure?: string
}

const apart = (expected: ReadonlyArray<number>, actual: ReadonlyArray<number>): number =>
  expected.reduce((most, loss, step) => Math.max(most, Math.abs(actual[step]! - loss) / Math.abs(loss)), 0)

const agreementOf = async (model: string, backend: "webgpu"): Promise<Agreement> => {
  const onWasm = await startBackend("wasm")
  const expected = await lossesOf(onWasm, model, seedMathRandom)
  const onOther = await startBackend(backend)
  try {
    return { model, apart: apart(expected, await lossesOf(onOther, model, seedMathRandom)) }
  } catch (error) {
    return { model, apart: NaN, failure: String(error).split("\n")[0]! }
  }
}

/** Trains every model on WASM and on WebGPU, and prints each as it ends. */
export const compareLosses = async (): Promise<ReadonlyArray<Agreement>> => {
  const agreements: Array<Agreement> = []
  for (const model of Object.keys(models)) {
    const agreement = await agreementOf(model, "webgpu")
    console.log(`${model.padEnd(40)} ${agreement.failure ?? agreement.apart.toExponential(1)}`)
    agreements.push(agreement)
  }
  return agreements
}
