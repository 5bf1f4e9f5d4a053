/** The places of trials in a ranking that goes on changing. */
import { ranked, type PageTrial } from "./PageTrial.ts"
import type { PageStudy } from "./PageData.ts"
import { placeIn } from "./placeIn.ts"

/** A row whose place can be put right. */
export type Placed = { -readonly [Field in keyof PageTrial]: PageTrial[Field] }

const isPlaced = ({ state, value }: PageTrial): boolean => state === "complete" && value !== undefined

/**
 * Keeps the places of rows up to date, in the rows themselves: each trial that completes moves half of the others, which
 * would else be made anew many times a second.
 */
export class Places {
  readonly #spec: PageStudy["spec"]
  /** Complete rows, the best first; of equals the lower number first. */
  readonly #order: Array<Placed>
  /** Places before this one are right. */
  #right: number

  /** The rows have their places already. */
  constructor(spec: PageStudy["spec"], rows: ReadonlyArray<Placed>) {
    this.#spec = spec
    this.#order = rows.filter(isPlaced).sort((a, b) => this.#compare(a, b))
    this.#right = this.#order.length
  }

  #compare(a: PageTrial, b: PageTrial): number {
    const sign = this.#spec.objective.direction === "maximize" ? -1 : 1
    return sign * (a.value! - b.value!) || a.number - b.number
  }

  /** Where a row stands, or would stand. */
  #placeOf(row: Placed): number {
    return placeIn(this.#order, row, (a, b) => this.#compare(a, b))
  }

  /** Takes a row in, in the place of the one that the trial had before, if it had one. */
  put(row: Placed, before: Placed | undefined): void {
    if (before !== undefined && isPlaced(before)) {
      const place = this.#placeOf(before)
      this.#order.splice(place, 1)
      this.#right = Math.min(this.#right, place)
    }
    if (!isPlaced(row)) return
    const place = this.#placeOf(row)
    this.#order.splice(place, 0, row)
    this.#right = Math.min(this.#right, place)
  }

  /** Writes the places into the rows. */
  settle(): void {
    const order = this.#order
    if (this.#right < order.length) {
      if (this.#spec.objectives === undefined) this.#number()
      else this.#front()
    }
    this.#right = order.length
  }

  #number(): void {
    const order = this.#order
    for (let place = this.#right; place < order.length; place++) {
      const [row, above] = [order[place]!, order[place - 1]]
      const isTied = above?.value === row.value
      row.rank = isTied ? above!.rank! : place + 1
      if (isTied) row.tied = above!.tied = true
    }
  }

  /** A front is of all rows. */
  #front(): void {
    for (const [index, { rank }] of ranked(this.#order, this.#spec).entries()) {
      const row = this.#order[index]!
      if (rank === undefined) delete row.rank
      else row.rank = rank
    }
  }
}
