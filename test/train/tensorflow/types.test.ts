import { assert, expectTypeOf, it } from "vitest"
import { tf } from "hypersweep/tensorflow"
import type { BackendName } from "hypersweep/tensorflow"

/** What a study may write; compiled, and never run, because `tf` is only there inside a trial. */
const study = (units: number): tf.LayersModel => {
  const { layers, train } = tf
  const hidden: tf.layers.Layer = layers.dense({ units, inputShape: [8], activation: "relu" })
  const model: tf.Sequential = tf.sequential({ layers: [hidden, layers.dense({ units: 1 })] })
  const optimizer: tf.Optimizer = train.adam(0.01)
  model.compile({ optimizer, loss: "meanSquaredError" })
  return model
}

const loss = (x: tf.Tensor2D, weights: tf.Variable): tf.Scalar => {
  const product: tf.Tensor = x.matMul(weights).relu()
  return product.sub(1).square().mean<tf.Scalar>()
}

const fitted = async (model: tf.LayersModel, x: tf.Tensor, args: tf.ModelFitArgs): Promise<tf.Logs | undefined> => {
  const history: tf.History = await model.fit(x, x, args)
  return { loss: history.history["loss"]!.at(-1) as number }
}

const scale = () =>
  class Scale extends tf.layers.Layer {
    override call(inputs: tf.Tensor | Array<tf.Tensor>): tf.Tensor {
      return tf.tidy(() => tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 2))
    }
  }

it("tf is the value and the namespace of its types", () => {
  expectTypeOf(study).returns.toEqualTypeOf<tf.LayersModel>()
  expectTypeOf(loss).returns.toEqualTypeOf<tf.Tensor<tf.Rank.R0>>()
  expectTypeOf(fitted).returns.resolves.toEqualTypeOf<tf.Logs | undefined>()
  expectTypeOf(scale).returns.instance.toExtend<tf.layers.Layer>()
  expectTypeOf<BackendName>().toEqualTypeOf<"tensorflow-gpu" | "tensorflow" | "wasm" | "webgpu" | "cpu">()
  expectTypeOf<ReturnType<tf.Tensor1D["as2D"]>>().toEqualTypeOf<tf.Tensor2D>()
  assert.throws(() => study(3), /only works inside "train"/)
})
