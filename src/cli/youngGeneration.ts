/** How much memory a runner gives to objects that are gone in a moment. */
import { setFlagsFromString } from "node:v8"

/**
 * Leaves the heap's part for new objects as large as starting has made it, 16 MB or so: V8 would let it grow to 96 MB in any
 * process that lives for long. A runner's new objects are of a trial or a report, and few outlive it, so that a larger part
 * saves no time. To be called once the program is loaded. Versions of V8 that are not known to have the flag are left alone.
 */
export const boundYoungGeneration = (): void => {
  if (/^1[23]\./.test(process.versions.v8)) setFlagsFromString("--semi-space-growth-factor=1")
}
