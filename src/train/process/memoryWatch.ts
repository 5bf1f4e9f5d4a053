/** How much memory a process holds. Node's own heap limit does not count what TensorFlow.js allocates outside it. */
import { readFileSync } from "node:fs"

/** Resident memory of a process in MiB, or undefined where the system does not say (elsewhere than on Linux). */
export const residentMiB = (pid: number): number | undefined => {
  try {
    const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
    return kib === undefined ? undefined : Number(kib) / 1024
  } catch {
    return undefined
  }
}
