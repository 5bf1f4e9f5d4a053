/** Slots: the right to run one trial, a share of the CPU or of one GPU. */
import type { Usage } from "../search/Trial.ts"

/** One slot. */
export interface Slot {
  /** Counts from 0. */
  readonly index: number
  /** The GPUs that the trial's process may see, as CUDA_VISIBLE_DEVICES takes them; empty for a CPU slot. */
  readonly gpus: ReadonlyArray<string>
  /** Its share of each of these GPUs. Default 1. */
  readonly share?: number
  /** Short name for people: "cpu 0", "gpu 1", "gpu 0/1" for the second share of GPU 0. */
  readonly label: string
}

/** What the slots are cut from. */
export interface SlotRequest {
  /** Cores of the machine. */
  readonly cores: number
  /** Cores of one trial. */
  readonly cpu: number
  /** GPUs of one trial: a share below 1, or a whole number. 0 for CPU slots. */
  readonly gpu: number
  /** GPUs that may be used. */
  readonly gpus: ReadonlyArray<string>
  /** At most this many slots. */
  readonly parallel?: number
}

const cpuSlots = (count: number): Array<Slot> =>
  Array.from({ length: count }, (_, index) => ({ index, gpus: [], label: `cpu ${index}` }))

/** Enough of a UUID to tell it from others. */
const shortName = (gpu: string): string => (gpu.length > 12 ? gpu.slice(0, 12) : gpu)

const gpuSlots = (gpu: number, gpus: ReadonlyArray<string>): Array<Slot> => {
  if (gpu < 1) {
    const shares = Math.floor(1 / gpu + 1e-9)
    // Round-robin over the devices, so that a bounded number of slots spreads over all of them.
    return Array.from({ length: shares * gpus.length }, (_, index) => {
      const device = gpus[index % gpus.length]!
      return {
        index,
        gpus: [device],
        share: gpu,
        label: `gpu ${shortName(device)}${shares === 1 ? "" : `/${Math.floor(index / gpus.length)}`}`
      }
    })
  }
  const perTrial = Math.ceil(gpu)
  return Array.from({ length: Math.floor(gpus.length / perTrial) }, (_, index) => {
    const own = gpus.slice(index * perTrial, (index + 1) * perTrial)
    return { index, gpus: own, label: `gpu ${own.map(shortName).join("+")}` }
  })
}

/**
 * Cuts the machine into slots. Without GPUs to use, or for trials that need none, one slot per `cpu` cores; an explicit
 * `parallel` overrides the number of CPU slots and bounds the number of GPU slots. At least one CPU slot; an empty
 * list only where a trial needs more GPUs than there are.
 */
export const cutSlots = (request: SlotRequest): ReadonlyArray<Slot> => {
  if (request.gpu > 0 && request.gpus.length > 0) {
    const slots = gpuSlots(request.gpu, request.gpus)
    return request.parallel === undefined ? slots : slots.slice(0, request.parallel)
  }
  return cpuSlots(request.parallel ?? Math.max(1, Math.floor(request.cores / request.cpu)))
}

/** The slots of a run that is to execute `parallel` trials at once: fewer or more on the CPU, never more on GPUs than it began with. */
export const resized = (slots: ReadonlyArray<Slot>, parallel: number): ReadonlyArray<Slot> =>
  parallel <= slots.length || slots.some(({ gpus }) => gpus.length > 0) ? slots.slice(0, parallel) : cpuSlots(parallel)

/** What having held a slot for some time comes to. */
export const usageOf = ({ gpus, share = 1 }: Slot, wallMillis: number): Usage => ({
  wallMillis,
  ...(gpus.length === 0 ? {} : { gpuSeconds: (gpus.length * share * wallMillis) / 1000 })
})
