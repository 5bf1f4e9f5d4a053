/** Under which circumstances a trial was executed, as facts. */
import type { Provenance } from "../store/Provenance.ts"
import type { Fact } from "./facts.ts"

const listed = (record: Readonly<Record<string, string>>, between: string): string =>
  Object.entries(record)
    .map(([name, value]) => `${name}${between}${value}`)
    .join(", ")

const fact = (name: string, value: string | undefined): ReadonlyArray<Fact> =>
  value === undefined || value === "" ? [] : [[name, value]]

/** One fact for each part that is known; none where nothing is on record. */
export const provenanceFacts = (provenance: Provenance | undefined): ReadonlyArray<Fact> => {
  if (provenance === undefined) return []
  const { backend, environment, git, hypersweep, machine, node, packages } = provenance
  return [
    ["hypersweep", `${hypersweep} on Node ${node}`],
    ...fact("backend", backend),
    ...fact("commit", git && `${git.commit}${git.dirty ? ", with changes that were not committed" : ""}`),
    ["machine", `${machine.system}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryMiB} MiB`],
    ...fact("GPUs", machine.gpus.join(", ")),
    ...fact("environment", listed(environment, "=")),
    ...fact("packages", listed(packages, " "))
  ]
}
