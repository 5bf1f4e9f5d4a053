/** Leaves the file to others: between two of its own writes a process rests, for as long as it keeps meeting others there. */

/** The longest rest, in milliseconds. */
const mostMillis = 10

/**
 * When the next write may begin. SQLite gives its lock to whoever asks at the right moment: mostly that is the process that
 * has just had it, for it is awake, and the others sleep. So a writer that finds the file in use rests longer after its
 * writes, and one that finds it free rests less. By this additive increase and multiplicative decrease all come to have the
 * same share, as senders on a shared network do (Chiu and Jain 1989). A writer that is alone never rests.
 */
export class Courtesy {
  #rest = 0
  #next = 0

  /** How long a write is to wait that would begin now, in milliseconds: not at all where it is 0 or less. */
  due(now: number): number {
    return this.#rest < 1 ? 0 : this.#next - now
  }

  /** A write has succeeded: at the first try, or after it had met others. */
  wrote(now: number, hasMetOthers: boolean): void {
    this.#rest = hasMetOthers ? Math.min(mostMillis, this.#rest + 2) : this.#rest * 0.9
    this.#next = now + this.#rest
  }
}
