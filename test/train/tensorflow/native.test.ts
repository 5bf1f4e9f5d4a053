import { assert, describe, it } from "vitest"
import { moduleOf, projectWith, runChild, standInBackend } from "./children.ts"

/**
 * The packages are stand-ins that register the plain JavaScript backend under the native one's name: the real
 * libraries, CUDA and cuDNN have not been run by these tests.
 */
const gpuPackage = (extra: string) => projectWith({ "@tensorflow/tfjs-node-gpu": standInBackend("tensorflow", extra) })

const start = (name: string, then: string) => `
  import { startBackend } from ${moduleOf("tensorflow/startBackend.ts")}
  const tf = await startBackend("${name}").catch((error) => print({ message: error.message, hint: error.hint }))
  if (tf) { ${then} }
`

describe("the native backends (stand-in packages)", () => {
  it("the GPU is refused where the library sees none", async () => {
    const { value } = await runChild(start("tensorflow-gpu", "print('started')"), { cwd: gpuPackage("") })
    assert.match(JSON.stringify(value), /"tensorflow-gpu\\" cannot be used here: the TensorFlow library sees no GPU/)
    assert.match(JSON.stringify(value), /CUDA 11\.2 and cuDNN 8\.1/)
  })

  it("the GPU is taken where the library uses one, with memory that grows", async () => {
    const project = gpuPackage(`core.env(); globalThis.backendExtra = { isUsingGpuDevice: true }`)
    const then = `print([tf.getBackend(), process.env.TF_FORCE_GPU_ALLOW_GROWTH, process.env.CUDA_VISIBLE_DEVICES ?? "all"])`
    const { value } = await runChild(start("tensorflow-gpu", then), { cwd: project })
    assert.deepEqual(value, ["tensorflow", "true", "all"])
  })

  it("the GPU package computes on the CPU when that was asked for: it is shown no GPU", async () => {
    const then = `print([tf.getBackend(), process.env.CUDA_VISIBLE_DEVICES])`
    const { value } = await runChild(start("tensorflow", then), { cwd: gpuPackage("") })
    assert.deepEqual(value, ["tensorflow", "-1"])
  })

  it("the functions that Node 23 removed are there when the package is loaded", async () => {
    const uses = `const util = require("util"); globalThis.answers = [util.isNullOrUndefined(null), util.isNullOrUndefined(0), util.isArray([])]`
    const { value, stderr } = await runChild(start("tensorflow", "print(globalThis.answers)"), {
      cwd: gpuPackage(uses)
    })
    assert.deepEqual(value, [true, false, true])
    assert.notInclude(stderr, "Deprecation")
  })

  it("multinomial gets whole seeds other than 0, which would mean the clock", async () => {
    const spy = `
      globalThis.seeds = []
      const { kernelFunc, ...config } = core.getKernel("Multinomial", "tensorflow")
      core.unregisterKernel("Multinomial", "tensorflow")
      core.registerKernel({ ...config, kernelFunc: (call) => { seeds.push(call.attrs.seed); return kernelFunc(call) } })
    `
    const then = `for (const seed of [undefined, 0.25, 0.75, 7]) tf.multinomial(tf.tensor1d([0, 0]), 2, seed); print(seeds)`
    const { value } = await runChild(start("tensorflow", then), { cwd: gpuPackage(spy) })
    const seeds = value as ReadonlyArray<number>
    assert.lengthOf(seeds, 4)
    for (const seed of seeds) assert.isTrue(Number.isInteger(seed) && seed > 0 && seed < 2 ** 31, String(seed))
    assert.equal(seeds[3], 7)
    assert.lengthOf(new Set(seeds), 4)
  })
})
