import { BackendUnavailable } from "../../errors.ts"
import { backendNames, preference, type BackendChoice, type BackendName, type PassedOver } from "./Backend.ts"
import { readChoices, writeChoices } from "./choiceCache.ts"
import { fingerprint, isGpuVisible } from "./fingerprint.ts"
import { missingPackage } from "./packages.ts"
import { probeBackend, type Probe, type ProbeOptions } from "./probe.ts"

export interface ChooseOptions extends ProbeOptions {
  /** Exactly this backend, or failure. Without it, the best one that works. */
  readonly asked?: BackendName
  /** A JSON file that remembers the answer until the machine or the packages change. Without it, nothing is remembered. */
  readonly cacheFile?: string
}

/**
 * Decides what trials compute on. Each candidate is tried in a process of its own, best first, until one works; those
 * that do not are reported with the reason and the remedy. A remembered answer takes a few milliseconds.
 *
 * @throws {BackendUnavailable} when the backend that was asked for does not work, or none does.
 */
export const chooseBackend = async (options: ChooseOptions = {}): Promise<BackendChoice> => {
  const { asked, cacheFile, directory } = options
  if (cacheFile === undefined) return choose(options)
  const holdsFor = fingerprint(directory)
  const question = asked ?? "best"
  const choices = await readChoices(cacheFile, holdsFor)
  const known = choices[question]
  if (known !== undefined) return known
  const choice = await choose(options)
  await writeChoices(cacheFile, { fingerprint: holdsFor, choices: { ...choices, [question]: choice } })
  return choice
}

/** Every backend, tried afresh, in the order of `backendNames`: what `sweep doctor` shows. */
export const probeAll = async (options: ProbeOptions = {}): Promise<ReadonlyArray<Probe>> => {
  const probes: Array<Probe> = []
  // One after the other: two at once would compete for the memory of one GPU.
  for (const name of backendNames) probes.push(await examine(name, options))
  return probes
}

const choose = async ({ asked, ...options }: ChooseOptions): Promise<BackendChoice> => {
  const passedOver: Array<PassedOver> = []
  for (const name of asked === undefined ? preference : [asked]) {
    const probe = await examine(name, options)
    if (probe.ok) {
      const reason =
        asked === undefined ? "it is the first in the order of preference that works here" : "it was asked for"
      return { name, reason, passedOver }
    }
    passedOver.push({ name, reason: probe.reason, fix: probe.fix })
  }
  const { name, reason, fix } = passedOver.at(-1)!
  throw new BackendUnavailable(name, reason, fix)
}

/** Tries a backend, unless a look at the disk shows already that it cannot work. */
const examine = async (name: BackendName, options: ProbeOptions): Promise<Probe> => {
  const missing = missingPackage(name, options.directory)
  if (missing !== undefined) return { name, ok: false, ...missing }
  if (name === "tensorflow-gpu" && !isGpuVisible()) {
    const reason = "no NVIDIA GPU is visible"
    return { name, ok: false, reason, fix: "Install the NVIDIA driver; in a container, pass the GPU into it." }
  }
  return probeBackend(name, options)
}
