/** Slots: the right to run one trial, a share of the CPU or of one GPU. */

/** One slot. */
export interface Slot {
  /** Counts from 0. */
  readonly index: number
  /** The GPUs that the trial's process may see, by their numbers on this machine; empty for a CPU slot. */
  readonly gpus: ReadonlyArray<number>
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
  readonly gpus: ReadonlyArray<number>
  /** At most this many slots. */
  readonly parallel?: number
}

const cpuSlots = (count: number): Array<Slot> =>
  Array.from({ length: count }, (_, index) => ({ index, gpus: [], label: `cpu ${index}` }))

const gpuSlots = (gpu: number, gpus: ReadonlyArray<number>): Array<Slot> => {
  if (gpu < 1) {
    const shares = Math.floor(1 / gpu + 1e-9)
    // Round-robin over the devices, so that a bounded number of slots spreads over all of them.
    return Array.from({ length: shares * gpus.length }, (_, index) => {
      const device = gpus[index % gpus.length]!
      return {
        index,
        gpus: [device],
        label: shares === 1 ? `gpu ${device}` : `gpu ${device}/${Math.floor(index / gpus.length)}`
      }
    })
  }
  const perTrial = Math.ceil(gpu)
  return Array.from({ length: Math.floor(gpus.length / perTrial) }, (_, index) => {
    const own = gpus.slice(index * perTrial, (index + 1) * perTrial)
    return { index, gpus: own, label: `gpu ${own.join("+")}` }
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
