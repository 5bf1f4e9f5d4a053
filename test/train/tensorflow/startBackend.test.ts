import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { assert, describe, it } from "vitest"
import { BackendUnavailable } from "../../../src/errors.ts"
import { startBackend } from "../../../src/train/tensorflow/startBackend.ts"
import { moduleOf, runChild } from "./children.ts"

const importing = `import { startBackend } from ${moduleOf("tensorflow/startBackend.ts")};`

describe("startBackend", () => {
  it("answers TensorFlow.js with its layers, on the backend that was asked for", async () => {
    const tf = await startBackend("wasm")
    assert.equal(tf.getBackend(), "wasm")
    assert.equal(await startBackend("wasm"), tf)
    assert.deepEqual([...tf.layers.dense({ units: 2 }).computeOutputShape([3, 4])] as Array<unknown>, [3, 2])
    await startBackend("cpu")
    assert.equal(tf.getBackend(), "cpu")
  })

  it("fails with the reason and the remedy", async () => {
    const failure: unknown = await startBackend("webgpu").catch((error: unknown) => error)
    assert.instanceOf(failure, BackendUnavailable)
    assert.equal(
      failure.message,
      'The TensorFlow.js backend "webgpu" cannot be used here: the package @tensorflow/tfjs-backend-webgpu is not installed.'
    )
    assert.match(failure.hint, /^Install it: npm install webgpu/)
  })

  it("a mistake in a study ends the process with status 1, as without TensorFlow.js", async () => {
    for (const mistake of [`throw new Error("a mistake")`, `Promise.reject(new Error("a mistake"))`]) {
      const { status, stderr } = await runChild(
        `${importing} await startBackend("wasm"); setTimeout(() => { ${mistake} })`
      )
      assert.equal(status, 1)
      assert.include(stderr, "a mistake")
    }
  })

  it("leaves the listeners of others alone, and says nothing", async () => {
    const { value, stderr } = await runChild(`${importing}
      process.on("uncaughtException", () => {})
      await startBackend("wasm")
      print([process.listenerCount("uncaughtException"), process.listenerCount("unhandledRejection")])`)
    assert.deepEqual(value, [1, 0])
    assert.equal(stderr, "")
  })

  it("gives tensors every chained operation that TensorFlow.js has", async () => {
    const tf = await startBackend("wasm")
    const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core")
    const folder = join(dirname(main), "public/chained_ops")
    const names = readdirSync(folder)
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) =>
        Array.from(readFileSync(join(folder, file), "utf8").matchAll(/\.prototype\.(\w+) = function/g))
      )
      .map(([, name]) => name!)
    assert.isAbove(names.length, 120)
    const missing = names.filter((name) => !(name in tf.Tensor.prototype))
    assert.deepEqual(missing, [])

    const x = tf.tensor2d([
      [1, -2],
      [3, 4]
    ])
    assert.deepEqual(x.relu().flatten().arraySync(), [1, 0, 3, 4])
    assert.deepEqual(x.concat(x, 1).shape, [2, 4])
    assert.deepEqual(x.as3D(1, 2, 2).shape, [1, 2, 2])
    assert.deepEqual(x.where(x.greater(0), x.zerosLike()).arraySync(), [
      [1, 0],
      [3, 4]
    ])
    x.dispose()
    assert.throws(() => x.relu(), /disposed/)
  })
})
