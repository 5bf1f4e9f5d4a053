/** The slots of a run, as many of them at once as people want. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { resized, type Slot } from "../train/slots.ts"

/** Gives out slots, the longest unused first. One fiber takes; anyone gives back and resizes. */
export class SlotPool {
  readonly #began: ReadonlyArray<Slot>
  #free: Array<Slot>
  #known: number
  #wanted: number
  #out = 0
  /** Holds something when there may be a slot to take. */
  readonly #news: Queue.Queue<void>

  private constructor(slots: ReadonlyArray<Slot>, news: Queue.Queue<void>) {
    this.#began = slots
    this.#free = [...slots]
    this.#known = slots.length
    this.#wanted = slots.length
    this.#news = news
  }

  /** A pool with all of these slots free. */
  static of(slots: ReadonlyArray<Slot>): Effect.Effect<SlotPool> {
    return Effect.map(Queue.sliding<void>(1), (news) => new SlotPool(slots, news))
  }

  /** Waits for a slot that may be used. */
  readonly take: Effect.Effect<Slot> = Effect.suspend(() => {
    const slot = this.#out < this.#wanted ? this.#free.shift() : undefined
    if (slot === undefined) return Effect.andThen(Queue.take(this.#news), this.take)
    this.#out++
    return Effect.succeed(slot)
  })

  /** Whether more slots are out than are wanted by now: one that stands idle is to be given back. */
  isCrowded(): boolean {
    return this.#out > this.#wanted
  }

  giveBack(slot: Slot): void {
    this.#out--
    this.#free.push(slot)
    Queue.offerUnsafe(this.#news, undefined)
  }

  /** From here on at most so many slots are out at once, once those have come back that are; says how many that may be. */
  resize(parallel: number): number {
    const slots = resized(this.#began, parallel)
    this.#free.push(...slots.slice(this.#known))
    this.#known = Math.max(this.#known, slots.length)
    this.#wanted = slots.length
    Queue.offerUnsafe(this.#news, undefined)
    return slots.length
  }
}
