/** The process that tries a backend for `probeBackend`: arguments are its name, how long it may take, in ms, and how many training steps. */
import { Worker } from "node:worker_threads"
import type { BackendName } from "./Backend.ts"
import type { Answer } from "./probe.ts"
import { refusalOf } from "./Refused.ts"
import { start } from "./startBackend.ts"
import type { TensorFlow } from "./TensorFlow.ts"
import { takeTrainingSteps } from "./trainingSteps.ts"
import { adapterName } from "./webgpu.ts"

const [name, timeoutMillis, steps] = process.argv.slice(2) as [BackendName, string, string]

// A native library can hang where no timer of this thread fires and no parent is left to kill the process.
new Worker(`setTimeout(() => process.kill(process.pid, "SIGKILL"), ${Number(timeoutMillis) + 1000})`, {
  eval: true
}).unref()
process.once("disconnect", () => process.exit())

/** One step from w = (1, 1) on the loss (x · w − 1)² at x = (1, 2): loss 4, gradient (4, 8). */
const takeStep = async (tf: TensorFlow): Promise<Answer> => {
  const w = tf.variable(tf.tensor2d([[1], [1]]))
  const x = tf.tensor2d([[1, 2]])
  const loss = tf.train.sgd(0.1).minimize(() => tf.matMul(x, w).sub(1).square().asScalar(), true, [w])
  const numbers = [...(await loss!.data()), ...(await w.data())]
  const right = [4, 0.6, 0.2].every((expected, i) => Math.abs(numbers[i]! - expected) < 1e-3)
  if (right) {
    const device = name === "webgpu" ? adapterName() : undefined
    return {
      ok: true,
      ...(device === undefined ? {} : { device }),
      ...(Number(steps) < 2 ? {} : { trained: await takeTrainingSteps(tf, Number(steps)) })
    }
  }
  return {
    ok: false,
    reason: `it computes wrong numbers (${numbers.map((number) => number.toPrecision(3)).join(", ")})`,
    fix: "Use another backend, and check its driver's version."
  }
}

const answer = await start(name)
  .then(takeStep)
  .catch((cause: unknown): Answer => ({ ok: false, ...refusalOf(name, cause) }))
process.send?.(answer)
