/** Memory of shared GPUs, handed out so that the trials of one card never need more than it has. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type { Params } from "../search/SearchSpace.ts"
import type { Slot } from "./slots.ts"
import { askNvidia, mebibytes, rowsIn } from "./smi.ts"

/** A trial that wants to begin on its slot. */
export interface MemoryRequest {
  readonly slot: Slot
  readonly params: Params
  /** Nobody else on the card: for a trial that has run out of memory before. */
  readonly alone: boolean
}

/** A trial's place on a card: in the queue, on the card, or gone. */
interface Place {
  readonly need: number
  state: "waiting" | "holding" | "gone"
  begin: () => void
}

interface Card {
  readonly id: string
  readonly total: number
  held: number
  /** Those that wait, the one that came first first. */
  readonly queue: Array<Place>
}

/** How long memory that was held by a trial that has ended may take to be free again. */
const freeingMillis = 10_000
const pollMillis = 250

/** How long a driver may take to answer before the wait for it is told of. */
const answerMillis = 1000

/** How the memory of cards is shared. */
export interface GpuMemoryOptions {
  /** What the study says that a trial needs, in MiB. */
  readonly declared?: number
  /** Memory of a card that is free now, in MiB, where the driver says it. Default: not asked. */
  readonly free?: (gpu: string) => Promise<number | undefined>
}

/** The memory of some cards. What trials held is learned: of each configuration, and the most of all for those not seen yet. */
export class GpuMemory {
  readonly #cards: ReadonlyMap<string, Card>
  readonly #options: GpuMemoryOptions
  readonly #learned = new Map<string, number>()
  #most = 0

  /** `cards` is the memory of each in MiB by its id. */
  constructor(cards: ReadonlyMap<string, number>, options: GpuMemoryOptions = {}) {
    this.#cards = new Map([...cards].map(([id, total]) => [id, { id, total, held: 0, queue: [] }]))
    this.#options = options
  }

  #cardOf({ gpus }: Slot): Card | undefined {
    return gpus.length === 1 ? this.#cards.get(gpus[0]!) : undefined
  }

  /** How much of its card a trial is expected to need, in MiB; never more than there is. 0 where nothing is known of the card. */
  needOf({ alone, params, slot }: MemoryRequest): number {
    const card = this.#cardOf(slot)
    if (card === undefined) return 0
    if (alone) return card.total
    const guess = this.#options.declared ?? (this.#most > 0 ? this.#most : (slot.share ?? 1) * card.total)
    return Math.min(card.total, this.#learned.get(JSON.stringify(params)) ?? guess)
  }

  /** Remembers the most memory that a configuration held. */
  learn(params: Params, mebibytes: number): void {
    const key = JSON.stringify(params)
    this.#learned.set(key, Math.max(mebibytes, this.#learned.get(key) ?? 0))
    this.#most = Math.max(this.#most, mebibytes)
  }

  /** Memory of a card that trials hold, in MiB. */
  heldOn(gpu: string): number {
    return this.#cards.get(gpu)?.held ?? 0
  }

  /**
   * Runs `training` when its card has room, and holds that room meanwhile. `waits` is told at once what for, and "" when it is
   * over. Slots of several cards, and cards of unknown size, never wait. First come, first served.
   */
  within<A, E, R>(
    request: MemoryRequest,
    waits: (reason: string) => Effect.Effect<void>,
    training: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> {
    const card = this.#cardOf(request.slot)
    if (card === undefined) return training
    return Effect.suspend(() => {
      const place: Place = { need: this.needOf(request), state: "waiting", begin: () => {} }
      card.queue.push(place)
      admit(card)
      return awaitRoom(this.#options, card, place, request.alone, waits).pipe(
        Effect.andThen(training),
        Effect.ensuring(Effect.sync(() => leave(card, place)))
      )
    })
  }
}

/** Waits for the place to hold its memory, then for the memory of trials that have just ended. */
const awaitRoom = Effect.fnUntraced(function* (
  { free }: GpuMemoryOptions,
  card: Card,
  place: Place,
  alone: boolean,
  waits: (reason: string) => Effect.Effect<void>
) {
  const wanted = alone ? "the whole card, after it ran out of memory" : `${Math.round(place.need)} MiB`
  if (place.state === "waiting") {
    yield* waits(
      `${wanted} of gpu ${card.id}, where ${Math.round(card.total - card.held)} of ${card.total} MiB are not taken`
    )
    yield* Effect.callback<void>((resume) => {
      place.begin = () => resume(Effect.void)
      if (place.state === "holding") place.begin()
    })
    yield* waits("")
  }
  if (free === undefined) return
  const isFree = Effect.map(
    Effect.promise(() => free(card.id)),
    (mebibytes) => mebibytes === undefined || mebibytes >= 0.95 * place.need
  )
  const asked = yield* Effect.forkChild(isFree)
  const answer = yield* Effect.timeoutOption(Fiber.join(asked), answerMillis)
  if (Option.isNone(answer))
    yield* waits(`gpu ${card.id}, whose driver has not said yet how much of its memory is free`)
  if (yield* Fiber.join(asked)) return Option.isNone(answer) ? yield* waits("") : undefined
  yield* waits(`${wanted} of gpu ${card.id}, which trials that have ended are still giving back`)
  for (let waited = 0; waited < freeingMillis && !(yield* isFree); waited += pollMillis) yield* Effect.sleep(pollMillis)
  yield* waits("")
})

/** Lets those in that fit, in the order of their coming. */
const admit = (card: Card): void => {
  while (card.queue.length > 0 && card.held + card.queue[0]!.need <= card.total) {
    const place = card.queue.shift()!
    card.held += place.need
    place.state = "holding"
    place.begin()
  }
}

const leave = (card: Card, place: Place): void => {
  if (place.state === "holding") card.held -= place.need
  if (place.state === "waiting") card.queue.splice(card.queue.indexOf(place), 1)
  place.state = "gone"
  admit(card)
}

/** Memory of the GPU that each process holds now, in MiB, as far as the driver says. */
export const memoryByProcess = async (timeoutMillis?: number): Promise<ReadonlyMap<number, number>> => {
  const query = ["--query-compute-apps=pid,used_gpu_memory", "--format=csv,noheader,nounits"]
  const rows = rowsIn((await askNvidia(query, timeoutMillis)) ?? "")
  return new Map(
    rows.flatMap(([pid, used]) => {
      const held = mebibytes(used)
      return held === undefined ? [] : [[Number(pid), held] as const]
    })
  )
}

/** Memory of GPUs that is in use now, and all that they have, in MiB; those of which the driver says nothing are left out. */
export const memoryOn = async (
  gpus: ReadonlyArray<string>
): Promise<ReadonlyArray<{ readonly id: string; readonly usedMiB: number; readonly totalMiB: number }>> => {
  const query = ["--query-gpu=index,uuid,memory.used,memory.total", "--format=csv,noheader,nounits"]
  const rows = rowsIn((await askNvidia(query)) ?? "")
  return gpus.flatMap((gpu) => {
    const row = rows.find(([index, uuid]) => index === gpu || uuid === gpu)
    const [usedMiB, totalMiB] = [mebibytes(row?.[2]), mebibytes(row?.[3])]
    return usedMiB === undefined || totalMiB === undefined ? [] : [{ id: gpu, usedMiB, totalMiB }]
  })
}

/** Memory of a GPU that is free now, in MiB; undefined where the driver does not say. */
export const freeOn = async (gpu: string, timeoutMillis?: number): Promise<number | undefined> => {
  const query = ["--query-gpu=memory.free", "--format=csv,noheader,nounits", `--id=${gpu}`]
  return mebibytes(rowsIn((await askNvidia(query, timeoutMillis)) ?? "")[0]?.[0])
}
