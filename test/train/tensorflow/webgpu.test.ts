import { assert, describe, it } from "vitest"
import { moduleOf, projectWith, runChild, standInBackend } from "./children.ts"

/** Stand-ins for Dawn and for the backend on it: a real GPU has not been run by these tests. */
const project = (adapter: string) =>
  projectWith({
    webgpu: `exports.globals = { GPUThing: 1 }; exports.create = () => ({ requestAdapter: async () => (${adapter}) })`,
    "@tensorflow/tfjs-backend-webgpu": `if (!navigator.gpu) throw new Error("loaded too early");${standInBackend("webgpu")}`
  })

const adapter = (architecture: string) => `{ info: { architecture: "${architecture}", description: "llvmpipe" } }`

const start = async (cwd: string, env: Record<string, string> = {}) => {
  const code = `
    import { startBackend } from ${moduleOf("tensorflow/startBackend.ts")}
    const tf = await startBackend("webgpu").catch((error) => print(error.message))
    if (tf) print([tf.getBackend(), (await tf.square(3).data())[0]])
  `
  return (await runChild(code, { cwd, env })).value
}

describe("the WebGPU backend (stand-in packages)", () => {
  it("starts on a hardware adapter", async () => {
    assert.deepEqual(await start(project(adapter("ampere"))), ["webgpu", 9])
  })

  it("refuses a software adapter, unless SWEEP_SOFTWARE_GPU=1", async () => {
    const software = project(adapter("software"))
    assert.match(String(await start(software)), /its only adapter computes in software \(llvmpipe\)/)
    assert.deepEqual(await start(software, { SWEEP_SOFTWARE_GPU: "1" }), ["webgpu", 9])
  })

  it("says so where there is no adapter", async () => {
    assert.match(String(await start(project("null"))), /no graphics driver offers an adapter/)
  })
})
