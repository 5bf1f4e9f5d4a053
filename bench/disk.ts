/** How fast this machine's disk makes things safe: what stores are measured against. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { quantileOf, scratch } from "./support.ts"

/** Appends one page and syncs, again and again, as SQLite does for a commit. Times in milliseconds. */
export const measureFsync = (seconds = 3) => {
  const file = join(scratch(), "fsync")
  const descriptor = openSync(file, "a")
  const page = Buffer.alloc(4096, 1)
  const millis: Array<number> = []
  const end = performance.now() + seconds * 1000
  for (let start = performance.now(); start < end; start = performance.now()) {
    writeSync(descriptor, page)
    fsyncSync(descriptor)
    millis.push(performance.now() - start)
  }
  closeSync(descriptor)
  rmSync(file)
  return { perSecond: millis.length / seconds, p50: quantileOf(millis, 0.5), p99: quantileOf(millis, 0.99) }
}

/** One line about it. */
export const fsyncLine = ({ p50, p99, perSecond }: ReturnType<typeof measureFsync>): string =>
  `this disk: ${perSecond.toFixed(0)} fsyncs a second, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
