/** Which GPUs this machine has, without loading anything native. */
import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"

/** One NVIDIA GPU. */
export interface Gpu {
  readonly index: number
  readonly name: string
  readonly memoryMiB: number
}

const fromDriver = (): ReadonlyArray<Gpu> => {
  try {
    return readdirSync("/proc/driver/nvidia/gpus").map((_, index) => ({ index, name: "NVIDIA GPU", memoryMiB: 0 }))
  } catch {
    return []
  }
}

const parse = (output: string): ReadonlyArray<Gpu> =>
  output.split("\n").flatMap((line) => {
    const [index, name, memory] = line.split(",").map((part) => part.trim())
    return index === undefined || index === "" || name === undefined
      ? []
      : [{ index: Number(index), name, memoryMiB: Number(memory) }]
  })

/** The NVIDIA GPUs that the driver knows; empty where there is none. Asks `nvidia-smi`, for at most 5 seconds. */
export const detectGpus = (): Promise<ReadonlyArray<Gpu>> =>
  new Promise((resolve) => {
    execFile(
      "nvidia-smi",
      ["--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits"],
      { timeout: 5000 },
      (error, stdout) => resolve(error === null ? parse(stdout) : fromDriver())
    )
  })
