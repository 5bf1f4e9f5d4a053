/** `sweep doctor`: what a run would find here. */
import { accessSync, constants } from "node:fs"
import { availableParallelism, totalmem } from "node:os"
import * as Effect from "effect/Effect"
import { sqliteVersion } from "../store/sqlite.ts"
import { detectGpus, type Gpu } from "../train/gpus.ts"
import { probeAll } from "../train/tensorflow/chooseBackend.ts"
import { missingPackage } from "../train/tensorflow/packages.ts"
import type { Probe } from "../train/tensorflow/probe.ts"
import { lossesApart, type TrainingSteps } from "../train/tensorflow/trainingSteps.ts"
import { doctorJson, renderDoctor, type DoctorCheck } from "../view/doctor.ts"
import { jsonText } from "../view/json.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

const node = (): DoctorCheck => ({
  name: "Node",
  status: "ok",
  found: `${process.versions.node} on ${process.platform} ${process.arch}`
})

const machine = (): DoctorCheck => ({
  name: "machine",
  status: "ok",
  found: `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`
})

const sqlite = (): DoctorCheck => {
  try {
    return { name: "SQLite", status: "ok", found: sqliteVersion() }
  } catch (error) {
    return {
      name: "SQLite",
      status: "missing",
      found: error instanceof Error ? error.message.split("\n")[0]! : String(error),
      fix: "npm rebuild better-sqlite3 builds it for this Node; it needs a C++ compiler where there is no prebuilt one."
    }
  }
}

const folder = (store: string | undefined): DoctorCheck => {
  const path = storePath(store)
  try {
    accessSync(new URL(".", `file://${path}`), constants.W_OK)
    return { name: "store", status: "ok", found: path }
  } catch {
    return {
      name: "store",
      status: "missing",
      found: `${path}: the folder cannot be written to`,
      fix: "Give another place: --store <file>, or SWEEP_STORE."
    }
  }
}

const gpu = (gpus: ReadonlyArray<Gpu>): DoctorCheck =>
  gpus.length === 0
    ? {
        name: "GPU",
        status: "warning",
        found: "no NVIDIA GPU is seen",
        fix: "Trials train on the CPU. With a card: install its driver, until nvidia-smi lists it."
      }
    : {
        name: "GPU",
        status: "ok",
        found: gpus
          .map(({ id, memoryMiB, name }) => `${id}: ${name}${memoryMiB === undefined ? "" : `, ${memoryMiB} MiB`}`)
          .join("; ")
      }

/** How many training steps each backend takes. */
const trainingSteps = 10

const trains = ({ device, trained }: Extract<Probe, { ok: true }>, expected: TrainingSteps | undefined): string => {
  const rate = trained === undefined ? [] : [`${trained.stepsPerSecond.toPrecision(3)} steps/s`]
  const apart =
    trained === undefined || expected === undefined || trained === expected
      ? []
      : [`${trainingSteps} losses within ${lossesApart(expected.losses, trained.losses).toExponential(0)} of cpu's`]
  return ["trains", ...rate, ...apart, ...(device === undefined ? [] : [device])].join(", ")
}

/** The backends, each compared to plain JavaScript, which is always there. */
const backendChecks = (probes: ReadonlyArray<Probe>): ReadonlyArray<DoctorCheck> => {
  const plain = probes.find(({ name }) => name === "cpu")
  const expected = plain?.ok === true ? plain.trained : undefined
  return probes.map((probe) => ({
    name: `TensorFlow.js on ${probe.name}`,
    ...(probe.ok
      ? { status: "ok", found: trains(probe, expected) }
      : // What is not installed was not asked for.
        { status: missingPackage(probe.name) ? "optional" : "warning", found: probe.reason, fix: probe.fix })
  }))
}

/** Prints the checks. Status 1 when something is missing without which nothing can run. */
export const doctor = (input: { readonly store: string | undefined; readonly json: boolean }) =>
  Effect.gen(function* () {
    const [gpus, probed] = yield* Effect.all([
      Effect.promise(() => detectGpus()),
      Effect.promise(() => probeAll({ steps: trainingSteps, timeoutMillis: 60_000 }))
    ])
    const backends = backendChecks(probed)
    const checks = [node(), machine(), sqlite(), folder(input.store), gpu(gpus), ...backends]
    print(
      input.json ? jsonText(doctorJson(checks)) : renderDoctor({ checks, width: outputWidth(), theme: outputTheme() })
    )
    return checks.some(({ status }) => status === "missing") ? 1 : 0
  })
