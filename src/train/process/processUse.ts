/** What a process takes of the machine while it lives. */
import { readFileSync } from "node:fs"

/** CPU time so far, and the most memory that it was seen with. */
export interface ProcessUse {
  readonly cpuMillis: number
  readonly peakMiB: number
}

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own clock. */
const tickMillis = 10

/** CPU time of a process and of its children that have ended, in milliseconds, where the system says it. */
export const cpuMillisOf = (pid: number): number | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8")
    // The name before it, in brackets, may hold anything: utime, stime, cutime and cstime are fields 14 to 17.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMillis
  } catch {
    return undefined
  }
}

/** What this process has used, in its own words. */
export const ownUse = (): ProcessUse => {
  const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
  return { cpuMillis: (systemCPUTime + userCPUTime) / 1000, peakMiB: maxRSS / 1024 }
}

/** The greater of each. */
export const mostOf = (a: Partial<ProcessUse>, b: Partial<ProcessUse>): Partial<ProcessUse> => {
  const most = (name: keyof ProcessUse) => {
    const known = [a[name], b[name]].filter((value) => value !== undefined)
    return known.length === 0 ? {} : { [name]: Math.max(...known) }
  }
  return { ...most("cpuMillis"), ...most("peakMiB") }
}
