/** Questions to NVIDIA's `nvidia-smi`, which may be missing, slow, or hang for good. */
import { spawn } from "node:child_process"

/** How long an answer may take. The first question after a boot loads the driver, which takes seconds. */
const patienceMillis = 5000

/**
 * What `nvidia-smi` prints, or undefined where there is none, it fails, or it takes longer than `timeoutMillis`. A process
 * that hangs in the driver cannot even be killed: it is left behind, and keeps nobody waiting.
 */
export const askNvidia = (args: ReadonlyArray<string>, timeoutMillis = patienceMillis): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn("nvidia-smi", [...args], { stdio: ["ignore", "pipe", "ignore"] })
    let output = ""
    const settle = (answer: string | undefined) => {
      clearTimeout(timer)
      child.stdout.destroy()
      child.unref()
      resolve(answer)
    }
    const timer = setTimeout(() => {
      child.kill("SIGKILL")
      settle(undefined)
    }, timeoutMillis)
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
    child.once("error", () => settle(undefined))
    child.once("close", (code) => settle(code === 0 ? output : undefined))
  })

/** Lines of comma-separated values, blanks around each taken off. */
export const rowsIn = (output: string): ReadonlyArray<ReadonlyArray<string>> =>
  output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.split(",").map((part) => part.trim()))

/** A number of MiB; undefined for `[N/A]`, `[Not Supported]` and whatever else is no number. */
export const mebibytes = (text: string | undefined): number | undefined => {
  const value = Number.parseFloat(text ?? "")
  return Number.isFinite(value) ? value : undefined
}
