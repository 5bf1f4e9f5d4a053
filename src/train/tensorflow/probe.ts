import { fork } from "node:child_process"
import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import type { BackendName, Refusal } from "./Backend.ts"
import { firstLine, remedy } from "./Refused.ts"
import type { TrainingSteps } from "./trainingSteps.ts"

/** Whether a backend computes here; where it does not, why, and what to do. */
export type Probe =
  | ({ readonly name: BackendName } & Works)
  | ({ readonly name: BackendName; readonly ok: false } & Refusal)

/** That a backend computes, and what was asked for beyond that. */
interface Works {
  readonly ok: true
  /** The GPU, in its driver's words; only for WebGPU. */
  readonly device?: string
  /** Where steps were asked for. */
  readonly trained?: TrainingSteps
}

/** What the child answers. */
export type Answer = Works | ({ readonly ok: false } & Refusal)

export interface ProbeOptions {
  /** How long the child may take, in milliseconds; 30,000 unless given. A GPU's first start can take many seconds. */
  readonly timeoutMillis?: number
  /** Training steps that the child takes and times beside its first one; at least 2, none unless given. */
  readonly steps?: number
  /** Where packages are looked for besides Hypersweep's own dependencies; the working directory unless given. */
  readonly directory?: string
}

/** The child's file lies beside this one, with the same ending: `.ts` in the checkout, `.js` in the package. */
const child = fileURLToPath(new URL(`./probeMain${extname(new URL(import.meta.url).pathname)}`, import.meta.url))

/**
 * Starts a backend in a process of its own and lets it take one step of gradient descent. A library that crashes, hangs
 * or computes wrong numbers is an answer like any other. The child is gone when the promise resolves.
 */
export const probeBackend = (name: BackendName, options: ProbeOptions = {}): Promise<Probe> => {
  const { timeoutMillis = 30_000, directory = process.cwd(), steps = 0 } = options
  return new Promise((resolve) => {
    let answer: Answer | undefined
    let stderr = ""
    const running = fork(child, [name, String(timeoutMillis), String(steps)], {
      cwd: directory,
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"]
    })
    const kill = () => running.kill("SIGKILL")
    const settle = (fallback: Answer) => {
      process.removeListener("exit", kill)
      clearTimeout(timer)
      resolve({ name, ...(answer ?? fallback) })
    }
    const refuse = (reason: string): Answer => ({ ok: false, reason, fix: remedy[name] })

    // A native library may also hang on its way out: the answer is enough.
    const timer = setTimeout(() => {
      answer ??= refuse(`it did not start within ${timeoutMillis / 1000} s`)
      kill()
    }, timeoutMillis)
    process.once("exit", kill)
    running.stderr?.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-4000)
    })
    running.once("message", (message) => {
      answer ??= message as Answer
      kill()
    })
    running.once("error", (error) => settle(refuse(`no process can be started for it: ${firstLine(error.message)}`)))
    running.once("close", (status, signal) => {
      const end = signal === null ? `ended with status ${status}` : `was ended by ${signal}`
      const said = stderr.trim() === "" ? "" : ` (${firstLine(stderr)})`
      settle(refuse(`its process ${end}${said}`))
    })
  })
}
