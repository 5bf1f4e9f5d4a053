/** Which GPUs this machine has, without loading anything native. */
import { readdirSync } from "node:fs"
import { askNvidia, mebibytes, rowsIn } from "./smi.ts"

/** One NVIDIA GPU, or one instance of a GPU that is partitioned (MIG). */
export interface Gpu {
  /** As CUDA_VISIBLE_DEVICES takes it: a number, or the UUID of an instance. */
  readonly id: string
  readonly name: string
  /** Absent where the driver does not say. */
  readonly memoryMiB?: number
}

/** What is known of the cards where `nvidia-smi` says nothing. */
const fromDriver = (): ReadonlyArray<Gpu> => {
  try {
    return readdirSync("/proc/driver/nvidia/gpus").map((_, index) => ({ id: String(index), name: "NVIDIA GPU" }))
  } catch {
    return []
  }
}

const cards = (output: string): ReadonlyArray<Gpu> =>
  rowsIn(output).flatMap(([id, name, memory]) => {
    if (id === undefined || !/^\d+$/.test(id) || name === undefined) return []
    const memoryMiB = mebibytes(memory)
    return [{ id, name, ...(memoryMiB === undefined ? {} : { memoryMiB }) }]
  })

/**
 * The instances of partitioned cards by the card's number, from `nvidia-smi -L`. The name of an instance says its memory:
 * "MIG 1g.10gb".
 */
const instances = (listing: string): ReadonlyMap<string, ReadonlyArray<Gpu>> => {
  const found = new Map<string, Array<Gpu>>()
  let card = ""
  for (const line of listing.split("\n")) {
    card = /^GPU (\d+):/.exec(line)?.[1] ?? card
    const [, name, id] = /^\s+(MIG \S+)\s+Device.*\(UUID: (MIG-[^)]+)\)/.exec(line) ?? []
    if (id === undefined || name === undefined) continue
    const gigabytes = /\.(\d+)gb/.exec(name)?.[1]
    const memory = gigabytes === undefined ? {} : { memoryMiB: Number(gigabytes) * 1024 }
    found.set(card, [...(found.get(card) ?? []), { id, name, ...memory }])
  }
  return found
}

/**
 * The NVIDIA GPUs that the driver knows, in the order of their places on the bus; empty where there is none. A partitioned
 * card counts as its instances. Takes 5 seconds at most.
 */
export const detectGpus = async (timeoutMillis?: number): Promise<ReadonlyArray<Gpu>> => {
  const query = ["--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits"]
  const [output, listing] = await Promise.all([askNvidia(query, timeoutMillis), askNvidia(["-L"], timeoutMillis)])
  if (output === undefined) return fromDriver()
  const parts = instances(listing ?? "")
  return cards(output).flatMap(
    (card) => parts.get(card.id)?.map((part) => ({ ...part, name: `${card.name}, ${part.name}` })) ?? [card]
  )
}

/**
 * The ids in a CUDA_VISIBLE_DEVICES. As CUDA reads it, the list ends at the first entry that is none, so that "-1" and ""
 * hide every GPU.
 */
export const listedGpus = (text: string): ReadonlyArray<string> => {
  const ids = text.split(",").map((part) => part.trim())
  const end = ids.findIndex((id) => !/^(\d+|GPU-\S+|MIG-\S+)$/.test(id))
  return end === -1 ? ids : ids.slice(0, end)
}
