import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { missingPackage } from "../../../src/train/tensorflow/packages.ts"

const source = new URL("../../../src/train/", import.meta.url)

/** The address of one of our modules, to import in a child. */
export const moduleOf = (file: string): string => JSON.stringify(new URL(file, source).href)

/** Whether WebGPU's packages are installed beside Hypersweep: stand-ins for them are then never looked at. */
export const webGpuIsInstalled = missingPackage("webgpu", tmpdir()) === undefined

const folders: Array<string> = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A new project folder whose node_modules has the given packages, each with the given CommonJS code. */
export const projectWith = (packages: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
  folders.push(folder)
  for (const [name, code] of Object.entries(packages)) {
    const home = join(folder, "node_modules", name)
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, "package.json"), JSON.stringify({ name, version: "4.22.0", main: "index.js" }))
    writeFileSync(join(home, "index.js"), code)
  }
  return folder
}

/** Runs code in a process of its own; the answer is the value of its `print`, and how it ended. */
export const runChild = (
  code: string,
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {}
): Promise<{ readonly value: unknown; readonly status: number | string | null; readonly stderr: string }> => {
  const script = `const print = (value) => console.log("VALUE " + JSON.stringify(value));\n${code}`
  return new Promise((resolve) => {
    const settings = { cwd: options.cwd ?? process.cwd(), env: { ...process.env, ...options.env }, timeout: 50_000 }
    execFile(process.execPath, ["--input-type=module", "-e", script], settings, (error, stdout, stderr) => {
      const line = stdout.split("\n").find((text) => text.startsWith("VALUE "))
      const value = line === undefined ? undefined : (JSON.parse(line.slice(6)) as unknown)
      resolve({ value, status: error === null ? 0 : (error.code ?? error.signal ?? null), stderr })
    })
  })
}

const require = createRequire(import.meta.url)
const core = JSON.stringify(require.resolve("@tensorflow/tfjs-core"))
const cpu = JSON.stringify(require.resolve("@tensorflow/tfjs-backend-cpu"))

/**
 * Stands for a package that registers a backend: the plain JavaScript backend under another name, so that everything
 * but the real library's own numbers can be tested.
 */
export const standInBackend = (backend: string, extra = ""): string => `
  const core = require(${core})
  const { MathBackendCPU } = require(${cpu})
  for (const config of core.getKernelsForBackend("cpu")) core.registerKernel({ ...config, backendName: "${backend}" })
  core.registerBackend("${backend}", () => Object.assign(new MathBackendCPU(), globalThis.backendExtra ?? {}), 9)
  ${extra}
`
