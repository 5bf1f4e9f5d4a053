import { existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { backendNames } from "./Backend.ts"
import { folderOf, needed } from "./packages.ts"

/** Raised when the meaning of a stored choice changes. */
const revision = 1

/** What the environment says about which GPU and which libraries a process sees. */
const variables = [
  "CUDA_VISIBLE_DEVICES",
  "LD_LIBRARY_PATH",
  "VK_DRIVER_FILES",
  "VK_ICD_FILENAMES",
  "SWEEP_SOFTWARE_GPU"
]

/**
 * Everything on which the answer "this backend works here" depends, as text: a stored answer holds while this text stays
 * the same. Reads some small files and loads nothing.
 */
export const fingerprint = (directory = process.cwd()): string => {
  const packages = new Set([
    "@tensorflow/tfjs-core",
    "@tensorflow/tfjs-layers",
    ...backendNames.flatMap((name) => needed[name].flat())
  ])
  return JSON.stringify({
    revision,
    node: process.version,
    machine: `${process.platform}-${process.arch}`,
    gpu: isGpuVisible(),
    driver: contents("/proc/driver/nvidia/version"),
    // Changes when system libraries are installed, such as CUDA's.
    libraries: modified("/etc/ld.so.cache"),
    environment: variables.map((name) => process.env[name] ?? null),
    packages: [...packages].map((name) => {
      const folder = folderOf(name, directory)
      // A native addon is built or downloaded into `lib` after its package is there.
      return folder === undefined ? null : [name, versionIn(folder), modified(join(folder, "lib"))]
    })
  })
}

/** Whether the operating system shows an NVIDIA GPU. True where it cannot be told from a device file. */
export const isGpuVisible = (): boolean =>
  process.platform !== "linux" || ["/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg"].some((device) => existsSync(device))

const versionIn = (folder: string): unknown =>
  (JSON.parse(contents(join(folder, "package.json")) ?? "{}") as { version?: unknown }).version

const contents = (file: string): string | null => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return null
  }
}

const modified = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
