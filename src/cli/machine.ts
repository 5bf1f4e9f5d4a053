/** What of this machine a run may use. */
import { homedir, availableParallelism, totalmem } from "node:os"
import { join } from "node:path"
import { UsageError } from "../errors.ts"
import type { Study } from "../search/Study.ts"
import { detectGpus, listedGpus } from "../train/gpus.ts"
import { cutSlots, type Slot } from "../train/slots.ts"
import type { BackendChoice } from "../train/tensorflow/Backend.ts"

/** Where answers that are dear to find are kept between runs. */
export const cacheFile = (name: string): string =>
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hypersweep", name)

const visibleGpus = async (asked: ReadonlyArray<string> | undefined): Promise<ReadonlyArray<string>> => {
  if (asked !== undefined) return asked
  const listed = process.env["CUDA_VISIBLE_DEVICES"]
  return listed === undefined ? (await detectGpus()).map(({ id }) => id) : listedGpus(listed)
}

/** The GPUs that a backend computes on. Dawn takes the fastest adapter, whoever made it: one GPU for all trials. */
const gpusFor = async (
  backend: BackendChoice | undefined,
  asked: ReadonlyArray<string> | undefined
): Promise<ReadonlyArray<string>> => {
  const gpus = await visibleGpus(asked)
  return backend?.name === "webgpu" ? [gpus[0] ?? "0"] : gpus
}

/**
 * The share of a GPU that a trial gets: what the study says; else a whole one where its backend computes on GPUs or
 * `--gpus` was given, or less where `--parallel` asks for more trials than there are GPUs.
 */
const gpuShare = (study: Study, onGpu: boolean, gpus: number, parallel: number | undefined): number => {
  if (study.resources.gpu > 0) return study.resources.gpu
  return onGpu ? 1 / Math.max(1, Math.ceil((parallel ?? 1) / Math.max(1, gpus))) : 0
}

/** The slots of a run. Throws `UsageError` where a trial needs more GPUs than there are. */
export const slotsFor = async (
  study: Study,
  backend: BackendChoice | undefined,
  flags: { readonly parallel: number | undefined; readonly gpus: ReadonlyArray<string> | undefined }
): Promise<ReadonlyArray<Slot>> => {
  const onGpu = backend?.name === "tensorflow-gpu" || backend?.name === "webgpu" || flags.gpus !== undefined
  const gpus = onGpu || study.resources.gpu > 0 ? await gpusFor(backend, flags.gpus) : []
  const gpu = gpuShare(study, onGpu, gpus.length, flags.parallel)
  const parallel = flags.parallel === undefined ? {} : { parallel: flags.parallel }
  const slots = cutSlots({ cores: availableParallelism(), cpu: study.resources.cpu, gpu, gpus, ...parallel })
  const isShort = study.resources.gpu > 0 && gpus.length === 0
  if (slots.length === 0 || isShort) {
    throw new UsageError(
      `A trial of this study needs ${gpu} GPU, and there ${gpus.length === 1 ? "is" : "are"} ${gpus.length} here.`,
      "Lower resources.gpu in the study, or run it where the GPUs are. sweep doctor shows what was found."
    )
  }
  return slots
}

/** Most memory of one trial's process in MiB: the study's word, else its share of nine tenths of the memory there is. */
export const memoryPerTrial = (study: Study, slots: number): number => {
  if (study.resources.memoryMiB !== undefined) return study.resources.memoryMiB
  const allowed = process.constrainedMemory() || Infinity
  return Math.floor((Math.min(totalmem(), allowed) * 0.9) / 2 ** 20 / slots)
}
