/**
 * No trial outlives its runner. A process that trains synchronously never sees its channel close, so a thread of its own
 * watches the parent and kills the whole process group when the parent is gone.
 */
import { Worker } from "node:worker_threads"

const watch = `
const { workerData: parent } = require("node:worker_threads")
setInterval(() => {
  if (process.ppid === parent) return
  try { process.kill(-process.pid, "SIGKILL") } catch { process.kill(process.pid, "SIGKILL") }
}, 500)
`

/**
 * Starts the watch for the process that calls it. It keeps nothing alive. `parent` is the runner's pid as the runner knows
 * it: asked for here, it could be that of whoever inherits the children of a runner that has died meanwhile.
 */
export const watchForOrphaning = (parent: number): void => {
  new Worker(watch, { eval: true, workerData: parent, stdout: false, stderr: false }).unref()
}
