import type { BackendName, Refusal } from "./Backend.ts"

/** Thrown on the way to a started backend, where the reason and the remedy are known. */
export class Refused extends Error implements Refusal {
  readonly reason: string
  readonly fix: string

  constructor(reason: string, fix: string) {
    super(reason)
    this.reason = reason
    this.fix = fix
  }
}

/** The reason and the remedy of any failure to start a backend. */
export const refusalOf = (name: BackendName, cause: unknown): Refusal => {
  if (cause instanceof Refused) return { reason: cause.reason, fix: cause.fix }
  const message = cause instanceof Error ? cause.message : String(cause)
  return { reason: `it does not start: ${firstLine(message)}`, fix: remedy[name] }
}

/** A line that says something, without its full stop. */
export const firstLine = (text: string): string =>
  (text.split("\n").find((line) => line.trim() !== "") ?? "no message")
    .trim()
    .replace(/[.\s]+$/, "")
    .slice(0, 300)

/** What helps when a backend's packages are there and it still does not work. */
export const remedy: Readonly<Record<BackendName, string>> = {
  "tensorflow-gpu":
    "Rebuild its native part: npm rebuild @tensorflow/tfjs-node-gpu (its install script must be allowed, and downloads libtensorflow).",
  tensorflow:
    "Rebuild its native part: npm rebuild @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu (the install script must be allowed, and downloads libtensorflow).",
  wasm: "Install Hypersweep's dependencies again: npm ci.",
  webgpu: "Install a Vulkan driver for your GPU, or use another backend.",
  cpu: "Install Hypersweep's dependencies again: npm ci."
}
