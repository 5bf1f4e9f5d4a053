/** Finds out under which circumstances trials will be executed here. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Provenance, recorded, redactor } from "../store/Provenance.ts"
import { detectGpus } from "../train/gpus.ts"
import type { Slot } from "../train/slots.ts"
import { version } from "./terminal.ts"

/** Longest time for a question to git, in milliseconds: a repository can be very large. */
const gitMillis = 3_000

const git = (folder: string, ...args: ReadonlyArray<string>): Promise<string | undefined> =>
  new Promise((resolve) => {
    const options = { cwd: folder, timeout: gitMillis, env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" } }
    execFile("git", args, options, (error, stdout) => resolve(error === null ? stdout.trim() : undefined))
  })

const repositoryOf = async (folder: string): Promise<Provenance["git"]> => {
  const commit = await git(folder, "rev-parse", "HEAD")
  if (commit === undefined) return undefined
  const changes = await git(folder, "status", "--porcelain")
  // Not being told in time that all is committed is no word for it.
  return { commit, dirty: changes !== "" }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly version?: string
}

const read = (file: string): Manifest | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest
  } catch {
    return undefined
  }
}

const manifestAbove = (folder: string): Manifest | undefined => {
  const own = read(join(folder, "package.json"))
  const above = dirname(folder)
  return own ?? (above === folder ? undefined : manifestAbove(above))
}

const installed = (name: string, from: NodeJS.Require): string | undefined =>
  from.resolve
    .paths(name)
    ?.map((folder) => read(join(folder, name, "package.json"))?.version)
    .find((found) => found !== undefined)

const tensorFlow = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-node-gpu"]

const packagesOf = (folder: string): Provenance["packages"] => {
  const { dependencies = {}, devDependencies = {} } = manifestAbove(folder) ?? {}
  const theirs = createRequire(pathToFileURL(join(folder, "study.ts")))
  const ours = createRequire(import.meta.url)
  const versions = [...Object.keys({ ...devDependencies, ...dependencies }), ...tensorFlow].map(
    (name) => [name, installed(name, theirs) ?? installed(name, ours)] as const
  )
  return Object.fromEntries(versions.filter((entry): entry is [string, string] => entry[1] !== undefined).sort())
}

const provenanceOf = async (
  file: string,
  slots: ReadonlyArray<Slot>,
  backend: string | undefined
): Promise<Provenance> => {
  const folder = dirname(file)
  const used = new Set(slots.flatMap(({ gpus }) => gpus))
  const [repository, gpus] = await Promise.all([repositoryOf(folder), used.size === 0 ? [] : detectGpus()])
  return {
    hypersweep: version(),
    node: process.versions.node,
    machine: {
      system: `${type()} ${release()} ${arch()}`,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      gpus: gpus.filter(({ id }) => used.has(id)).map(({ name }) => name)
    },
    ...(backend === undefined ? {} : { backend }),
    ...(repository === undefined ? {} : { git: repository }),
    packages: packagesOf(folder),
    environment: recorded(process.env)
  }
}

/**
 * For a run of the study file at an absolute path: its circumstances, and what keeps the rest of the environment out of the
 * store. What cannot be found out is left out, and ends no run.
 */
export const circumstancesOf = async (file: string, slots: ReadonlyArray<Slot>, backend: string | undefined) => ({
  provenance: await provenanceOf(file, slots, backend),
  redact: redactor(process.env)
})
