import { assert, describe, it } from "vitest"
import { probeBackend } from "../../../src/train/tensorflow/probe.ts"
import { lossesApart } from "../../../src/train/tensorflow/trainingSteps.ts"
import { moduleOf, projectWith, runChild, standInBackend, webGpuIsInstalled } from "./children.ts"

/** The real backend knows this flag, and TensorFlow.js refuses to set one that nobody knows. */
const flag = `core.env().registerFlag("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", () => 15)`

/** Stand-ins for Dawn and for the backend on it: what depends on the adapter can be tested without one. */
const project = (adapter: string) =>
  projectWith({
    webgpu: `exports.globals = { GPUThing: 1 }; exports.create = () => ({ requestAdapter: async () => (${adapter}) })`,
    "@tensorflow/tfjs-backend-webgpu": `if (!navigator.gpu) throw new Error("loaded too early");${standInBackend("webgpu", flag)}`
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

describe.skipIf(webGpuIsInstalled)("the WebGPU backend (stand-in packages)", () => {
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

/** Vulkan in software is enough: Mesa 25 computes as a card does, slowly. */
const withSoftware = { SWEEP_SOFTWARE_GPU: "1" }

describe("the WebGPU backend (Dawn)", () => {
  it("trains as plain JavaScript does", { timeout: 180_000 }, async ({ skip }) => {
    skip(!webGpuIsInstalled, "the packages webgpu and @tensorflow/tfjs-backend-webgpu are not installed")
    Object.assign(process.env, withSoftware)
    const webgpu = await probeBackend("webgpu", { steps: 5, timeoutMillis: 150_000 })
    if (!webgpu.ok) return skip(`WebGPU does not start here: ${webgpu.reason}`)
    const cpu = await probeBackend("cpu", { steps: 5, timeoutMillis: 60_000 })
    assert.isTrue(cpu.ok)
    const expected = (cpu as Extract<typeof cpu, { ok: true }>).trained!
    assert.isBelow(lossesApart(expected.losses, webgpu.trained!.losses), 1e-4)
    assert.isString(webgpu.device)
  })
})
