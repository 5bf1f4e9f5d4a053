/**
 * No trial outlives its runner. A process that trains synchronously never sees its channel close, so a thread of its own
 * watches the parent and kills the whole process group when the parent is gone.
 */
import { Worker } from "node:worker_threads"

const watch = `
const parent = process.ppid
setInterval(() => {
  if (process.ppid === parent) return
  try { process.kill(-process.pid, "SIGKILL") } catch { process.kill(process.pid, "SIGKILL") }
}, 500)
`

/** Starts the watch for the process that calls it. It keeps nothing alive. */
export const watchForOrphaning = (): void => {
  new Worker(watch, { eval: true, stdout: false, stderr: false }).unref()
}
