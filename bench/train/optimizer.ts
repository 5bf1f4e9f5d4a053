/** What Adam takes of a training step of a small dense net: TensorFlow.js's own, and the one of `fit`. */
import type { NamedTensorMap, Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs-core"
import { makeOptimizer } from "../../src/train/tensorflow/fit/optimizers.ts"
import { startBackend } from "../../src/train/tensorflow/startBackend.ts"
import { medianOf } from "../support.ts"

const rounds = 7
const steps = 400

const cpuMillis = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1e3
}

/** CPU milliseconds of one call. */
const timed = (call: () => void): number => {
  const begun = cpuMillis()
  for (let step = 0; step < steps; step++) call()
  return (cpuMillis() - begun) / steps
}

/** Prints the milliseconds of the gradients (64 inputs, 128 units, 10 classes, batch 32) and of both updates. */
export const compareOptimizers = async () => {
  const tf = await startBackend("wasm")
  const shapes = [[64, 128], [128], [128, 10], [10]]
  const variables = shapes.map((shape) => tf.variable(tf.randomNormal(shape, 0, 0.1)))
  const [x, y] = [tf.randomUniform([32, 64]), tf.oneHot(tf.range(0, 32, 1, "int32").mod(10).toInt(), 10)]
  const loss = (): Scalar => {
    const [first, firstBias, second, secondBias] = variables as [Tensor2D, Tensor, Tensor2D, Tensor] & Array<Variable>
    const hidden = tf.relu(tf.add(tf.matMul(x as Tensor2D, first), firstBias))
    return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(hidden as Tensor2D, second), secondBias)) as Scalar
  }
  const gradients = (): NamedTensorMap => {
    const { grads, value } = tf.variableGrads(loss, variables)
    value.dispose()
    return grads
  }
  const known = gradients()
  const theirs = tf.train.adam(0.001)
  const ours = makeOptimizer(
    tf,
    { type: "adam" },
    variables.map((variable) => ({ name: variable.name, variable, trainable: true }))
  )
  const parts = {
    gradients: () => tf.dispose(gradients()),
    "TensorFlow.js's Adam": () =>
      theirs.applyGradients(Object.entries(known).map(([name, tensor]) => ({ name, tensor }))),
    "fit's Adam": () =>
      tf.tidy(() => {
        for (const [part, { name }] of variables.entries()) ours.update(part, known[name]!, 0.001)
      })
  }
  const found: Record<string, Array<number>> = {}
  for (let round = 0; round < rounds; round++)
    for (const [name, call] of Object.entries(parts)) (found[name] ??= []).push(timed(call))
  const millis = Object.fromEntries(Object.entries(found).map(([name, times]) => [name, medianOf(times)]))
  const step = (name: string) => millis["gradients"]! + millis[name]!
  const share = (name: string) => millis[name]! / step(name)
  const faster = step("TensorFlow.js's Adam") / step("fit's Adam")
  console.log(`\nCPU ms of a step, dense, batch 32: gradients ${millis["gradients"]!.toFixed(3)}`)
  for (const name of ["TensorFlow.js's Adam", "fit's Adam"])
    console.log(`${name.padEnd(22)} ${millis[name]!.toFixed(3)}, ${(100 * share(name)).toFixed(0)} % of its step`)
  console.log(`a whole step is ${faster.toFixed(2)} times as fast with fit's`)
  return { millis, faster }
}
