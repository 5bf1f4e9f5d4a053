import { assert, describe, it } from "vitest"
import { moduleOf, runChild } from "./children.ts"

const entry = `import { tf } from ${moduleOf("tensorflow.ts")};`

describe("tf of hypersweep/tensorflow", () => {
  it("loads nothing on import, and says where it works when it is used elsewhere", async () => {
    const { value } = await runChild(`${entry}
      import { createRequire } from "node:module"
      const attempt = (use) => { try { return use() } catch (error) { return [error.message, error.hint, error.exitStatus] } }
      print({
        loaded: Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes("tfjs")),
        read: attempt(() => tf.layers),
        destructured: attempt(() => { const { tensor } = tf }),
        asked: attempt(() => "layers" in tf),
        shown: attempt(() => String(Object.prototype.toString.call(tf)))
      })`)
    const refusal = (property: string) => [
      `tf.${property} is used outside of a trial: TensorFlow.js only works inside "train".`,
      "Move what uses it into the study's train function, or into a function that train calls.",
      2
    ]
    assert.deepEqual(value, {
      loaded: [],
      read: refusal("layers"),
      destructured: refusal("tensor"),
      asked: refusal("layers"),
      shown: "[object Object]"
    })
  })

  it("is TensorFlow.js once a backend is in use, also in a module that was loaded before", async () => {
    const { value } = await runChild(`${entry}
      import { useBackend } from ${moduleOf("tensorflow/current.ts")}
      const started = await useBackend("wasm")
      const { layers, tensor } = tf
      const attempt = (use) => { try { return use() } catch (error) { return error.name } }
      print({
        backend: tf.getBackend(),
        same: tf.layers === started.layers && layers === started.layers,
        sum: tensor([1, 2, 3]).sum().dataSync()[0],
        instance: tensor([1]) instanceof tf.Tensor,
        keys: Object.keys(tf).length === Object.keys(started).length,
        spread: typeof { ...tf }.sequential,
        asked: ["layers" in tf, "nothing" in tf, tf.then === undefined],
        written: attempt(() => { tf.layers = 1 })
      })`)
    assert.deepEqual(value, {
      backend: "wasm",
      same: true,
      sum: 6,
      instance: true,
      keys: true,
      spread: "function",
      asked: [true, false, true],
      written: "TypeError"
    })
  })

  it("is the same in another copy of the module", async () => {
    const copy = JSON.stringify(`${JSON.parse(moduleOf("tensorflow/forward.ts"))}?copy`)
    const shared = JSON.stringify(`${JSON.parse(moduleOf("tensorflow/shared.ts"))}?copy`)
    const { value } = await runChild(`
      import { useBackend } from ${moduleOf("tensorflow/current.ts")}
      import { forward } from ${copy}
      import { current } from ${shared}
      await useBackend("cpu")
      print([forward().getBackend(), current().name])`)
    assert.deepEqual(value, ["cpu", "cpu"])
  })
})
