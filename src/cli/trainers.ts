/** What runs the trials of a study on this machine: its backend, its trainer, and where their files go. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SweepError } from "../errors.ts"
import type { Study } from "../search/Study.ts"
import { freeOn, GpuMemory } from "../train/gpuMemory.ts"
import { detectGpus } from "../train/gpus.ts"
import * as inProcess from "../train/inProcess.ts"
import * as processTrainer from "../train/process/trainer.ts"
import type { Slot } from "../train/slots.ts"
import type { BackendChoice } from "../train/tensorflow/Backend.ts"
import { attempt } from "./attempt.ts"
import type { LoadedStudy } from "./loadStudy.ts"
import { cacheFile, memoryPerTrial } from "./machine.ts"
import type { Reporter } from "./reporters.ts"

/** The backend of a study that uses TensorFlow.js, or names one. */
export const chooseBackendFor = (
  study: Study,
  usesTensorFlow: boolean
): Effect.Effect<BackendChoice | undefined, SweepError> =>
  attempt(async () => {
    if (!usesTensorFlow && study.backend === undefined) return undefined
    const { chooseBackend } = await import("../train/tensorflow/chooseBackend.ts")
    const asked = study.backend === undefined ? {} : { asked: study.backend }
    return await chooseBackend({ ...asked, cacheFile: cacheFile("backends.json") })
  })

/** Shares the memory of the cards, where trials share cards whose memory is known. */
const sharedMemory = (study: Study, slots: ReadonlyArray<Slot>): Effect.Effect<GpuMemory | undefined> =>
  Effect.promise(async () => {
    if (!slots.some(({ gpus, share = 1 }) => gpus.length === 1 && share < 1)) return undefined
    const used = new Set(slots.flatMap(({ gpus }) => gpus))
    const known = (await detectGpus()).flatMap(({ id, memoryMiB }) =>
      used.has(id) && memoryMiB !== undefined ? [[id, memoryMiB] as const] : []
    )
    const { gpuMemoryMiB } = study.resources
    const declared = gpuMemoryMiB === undefined ? {} : { declared: gpuMemoryMiB }
    return known.length === 0 ? undefined : new GpuMemory(new Map(known), { ...declared, free: freeOn })
  })

/** What executes the trials of a study. */
export const trainerFor = (
  loaded: LoadedStudy,
  study: Study,
  slots: ReadonlyArray<Slot>,
  backend: BackendChoice | undefined,
  artifacts: string,
  reporter: Reporter
) => {
  if (study.isolation === "none") {
    const start = attempt(async () => {
      if (backend === undefined) return
      const { useBackend } = await import("../train/tensorflow/current.ts")
      await useBackend(backend.name)
    })
    return Layer.unwrap(Effect.as(start, inProcess.layer(study, reporter.note)))
  }
  const options = {
    prepare: {
      _tag: "prepare" as const,
      studyFile: loaded.file,
      seed: study.seed,
      ...(backend === undefined ? {} : { backend: backend.name })
    },
    folder: artifacts,
    env: process.env,
    cores: study.resources.cpu,
    memoryMiB: memoryPerTrial(study, slots.length)
  }
  return Layer.unwrap(
    Effect.map(sharedMemory(study, slots), (gpuMemory) =>
      processTrainer.layer({ ...options, ...(gpuMemory === undefined ? {} : { gpuMemory }) })
    )
  )
}
