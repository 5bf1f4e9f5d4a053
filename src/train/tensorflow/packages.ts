import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { BackendName, Refusal } from "./Backend.ts"

/** One of several packages will do; the first that is installed is taken. */
type Alternatives = readonly [string, ...Array<string>]

/** The packages that each backend needs beside TensorFlow.js's core. */
export const needed: Readonly<Record<BackendName, ReadonlyArray<Alternatives>>> = {
  "tensorflow-gpu": [["@tensorflow/tfjs-node-gpu"]],
  tensorflow: [["@tensorflow/tfjs-node", "@tensorflow/tfjs-node-gpu"]],
  wasm: [["@tensorflow/tfjs-backend-wasm"], ["@tensorflow/tfjs-backend-cpu"]],
  webgpu: [["@tensorflow/tfjs-backend-webgpu"], ["webgpu"]],
  cpu: [["@tensorflow/tfjs-backend-cpu"]]
}

/**
 * The folder of an installed package: the one that Hypersweep itself sees, or else the one that the working directory
 * sees, for package managers that hide a project's packages from its dependencies. Nothing is loaded.
 */
export const folderOf = (name: string, directory = process.cwd()): string | undefined => {
  for (const base of [import.meta.url, pathToFileURL(join(directory, "package.json"))]) {
    for (const modules of createRequire(base).resolve.paths(name) ?? []) {
      const folder = join(modules, name)
      if (existsSync(join(folder, "package.json"))) return folder
    }
  }
  return undefined
}

/** The folder of the first installed package of several. */
export const firstInstalled = (names: Alternatives, directory?: string): string | undefined => {
  for (const name of names) {
    const folder = folderOf(name, directory)
    if (folder !== undefined) return folder
  }
  return undefined
}

/** Why a backend cannot start for want of a package, if it cannot. */
export const missingPackage = (backend: BackendName, directory?: string): Refusal | undefined => {
  for (const alternatives of needed[backend]) {
    if (firstInstalled(alternatives, directory) !== undefined) continue
    const [name] = alternatives
    const reason = `the package ${name} is not installed`
    return { reason, fix: `Install it: ${installCommand(backend, name)}.${worth[backend] ?? ""}` }
  }
  return undefined
}

/** What an optional backend is good for. */
const worth: Readonly<Partial<Record<BackendName, string>>> = {
  webgpu:
    " It trains on any GPU with a Vulkan, Metal or Direct3D 12 driver, and pays where a step takes WASM more than some 100 ms; then: sweep run study.ts --backend webgpu."
}

const installCommand = (backend: BackendName, name: string): string => {
  if (backend === "wasm" || backend === "cpu") return "npm ci"
  return backend === "webgpu"
    ? "npm install webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0"
    : `npm install ${name}@4.22.0`
}
