import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { assert, describe, it } from "vitest"
import { probeBackend } from "../../../src/train/tensorflow/probe.ts"
import { lossesApart } from "../../../src/train/tensorflow/trainingSteps.ts"
import { moduleOf, projectWith, runChild, standInBackend, webGpuIsInstalled } from "./children.ts"

const native = "@tensorflow/tfjs-node"

/** Code that notes its process's number where `isGone` finds it. */
const noteProcess = `require("node:fs").writeFileSync(require("node:path").join(__dirname, "pid"), String(process.pid));`

/** Whether the process that ran the package is gone. */
const isGone = (project: string): boolean => {
  const file = join(project, "node_modules", native, "pid")
  assert.isTrue(existsSync(file), "the package was loaded")
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0)
    return false
  } catch {
    return true
  }
}

const refused = async (code: string, timeoutMillis = 15_000) => {
  const directory = projectWith({ [native]: noteProcess + code })
  const probe = await probeBackend("tensorflow", { directory, timeoutMillis })
  assert.isFalse(probe.ok)
  assert.isTrue(isGone(directory), "no process is left")
  return probe as Extract<typeof probe, { ok: false }>
}

describe("probeBackend", () => {
  it("finds that WASM and plain JavaScript compute", async () => {
    assert.deepEqual(await probeBackend("wasm"), { name: "wasm", ok: true })
    assert.deepEqual(await probeBackend("cpu"), { name: "cpu", ok: true })
  })

  it("takes and times the training steps that are asked for", async () => {
    const probes = await Promise.all([
      probeBackend("wasm", { steps: 4, timeoutMillis: 60_000 }),
      probeBackend("cpu", { steps: 4, timeoutMillis: 60_000 })
    ])
    const [wasm, cpu] = probes.map((probe) => {
      assert.isTrue(probe.ok)
      return (probe as Extract<typeof probe, { ok: true }>).trained!
    })
    assert.lengthOf(wasm!.losses, 4)
    assert.isBelow(wasm!.losses[3]!, wasm!.losses[0]!)
    assert.isAbove(wasm!.stepsPerSecond, 0)
    assert.isBelow(lossesApart(cpu!.losses, wasm!.losses), 1e-5)
  })

  it("calls losses that are no numbers, or not there, infinitely far apart", () => {
    assert.equal(lossesApart([2, 1], [2, 1.5]), 0.5)
    assert.equal(lossesApart([2, 1], [2, NaN]), Infinity)
    assert.equal(lossesApart([2, 1], [2]), Infinity)
  })

  it.skipIf(webGpuIsInstalled)("names a missing package, how to install it and what it is good for", async () => {
    const probe = await probeBackend("webgpu", { directory: projectWith({}) })
    assert.isFalse(probe.ok)
    const { fix, reason } = probe as Extract<typeof probe, { ok: false }>
    assert.equal(reason, "the package @tensorflow/tfjs-backend-webgpu is not installed")
    assert.match(
      fix,
      /^Install it: npm install webgpu@0\.6\.2 @tensorflow\/tfjs-backend-webgpu@4\.22\.0\. It trains on any GPU/
    )
  })

  it("gives the words of a package that is there and throws, as after --ignore-scripts", async () => {
    const { reason, fix } = await refused(`throw new Error("The native addon can not be found at path: x.\\nRun npm")`)
    assert.equal(reason, "it does not start: The native addon can not be found at path: x")
    assert.include(fix, "npm rebuild")
  })

  it("survives an addon that is not one", async () => {
    const directory = projectWith({ [native]: `require("./broken.node")` })
    writeFileSync(join(directory, "node_modules", native, "broken.node"), "not an addon")
    const probe = await probeBackend("tensorflow", { directory })
    assert.isFalse(probe.ok)
    assert.match(JSON.stringify(probe), /it does not start: .*broken\.node/)
  })

  it("survives a crash, and says which", async () => {
    const { reason } = await refused(`console.error("dlopen: CUDA says no"); process.abort()`)
    assert.match(reason, /^its process was ended by SIGABRT \(dlopen: CUDA says no\)$/)
  })

  it("survives a quiet end", async () => {
    const { reason } = await refused(`process.exit(3)`)
    assert.equal(reason, "its process ended with status 3")
  })

  it("ends one that hangs", async () => {
    const before = Date.now()
    const { reason } = await refused(`for (;;);`, 8000)
    assert.equal(reason, "it did not start within 8 s")
    assert.isBelow(Date.now() - before, 30_000)
  })

  it("leaves no hanging process behind when its own process is killed", async () => {
    const directory = projectWith({ [native]: `${noteProcess} for (;;);` })
    const { status } = await runChild(`
      import { probeBackend } from ${moduleOf("tensorflow/probe.ts")}
      import { existsSync } from "node:fs"
      void probeBackend("tensorflow", { directory: ${JSON.stringify(directory)}, timeoutMillis: 20_000 })
      const file = ${JSON.stringify(join(directory, "node_modules", native, "pid"))}
      setInterval(() => existsSync(file) && process.kill(process.pid, "SIGKILL"), 5)`)
    assert.equal(status, "SIGKILL")
    assert.isFalse(isGone(directory))
    for (let waited = 0; waited < 30_000 && !isGone(directory); waited += 100) await setTimeout(100)
    assert.isTrue(isGone(directory))
  })

  it("refuses one that computes wrong numbers", async () => {
    const wrong = `
      core.unregisterKernel("Square", "tensorflow")
      core.registerKernel({ ...core.getKernel("Identity", "tensorflow"), kernelName: "Square" })
    `
    const { reason } = await refused(standInBackend("tensorflow", wrong))
    assert.match(reason, /^it computes wrong numbers/)
  })
})
