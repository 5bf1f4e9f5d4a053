/** How much memory a process holds. Node's own heap limit does not count what TensorFlow.js allocates outside it. */
import { readFileSync } from "node:fs"

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

/**
 * Resident memory in MiB of a process and of all that it has started, or undefined where the system does not say (elsewhere
 * than on Linux). Pages that they share are counted for each of them.
 */
export const residentMiB = (pid: number): number | undefined => {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? "") ?? []
  if (kib === undefined) return undefined
  const children = read(`/proc/${pid}/task/${pid}/children`)?.trim() ?? ""
  const below = children === "" ? [] : children.split(" ").map((child) => residentMiB(Number(child)) ?? 0)
  return below.reduce((sum, held) => sum + held, Number(kib) / 1024)
}
