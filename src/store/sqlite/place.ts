/** Where a store may lie. */
import { existsSync, statfsSync } from "node:fs"
import { dirname } from "node:path"
import { StoreError } from "../../errors.ts"

/** File systems by the magic number of statfs(2) whose locks do not reach the other hosts. */
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB"],
  [0xff534d42, "CIFS"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x19830326, "BeeGFS"],
  [0x5346414f, "AFS"]
])

/** Why a store cannot be in `path`, if so: its folder is missing, or shared over a network. */
export const placeFailure = (path: string): StoreError | undefined => {
  const folder = dirname(path)
  if (!existsSync(folder))
    return new StoreError(
      `${path} cannot be made: there is no folder ${folder}.`,
      `Make it: mkdir -p ${folder}. Or name another file: --store <file>.`
    )
  const network = networks.get(statfsSync(folder).type)
  return network === undefined
    ? undefined
    : new StoreError(
        `${path} is on a network file system (${network}), where SQLite's locks cannot be trusted.`,
        "Keep the store on a disk of this machine: --store /tmp/sweep.db"
      )
}
