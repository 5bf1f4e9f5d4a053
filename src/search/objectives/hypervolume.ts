/** How much a set of trials has achieved in all its objectives together. */
import type { Point } from "./front.ts"

/**
 * The hypervolume of points: the size of the set of values that one of them is at least as good as, and that are at least
 * as good as `reference`. Lower is better; a point that is not better than the reference in every objective adds nothing.
 * Exact, for 1, 2 and 3 objectives: O(n log n) for two by a sweep, and for three by a sweep over the third objective that
 * keeps the front of the first two. Throws a `RangeError` for more.
 */
export const hypervolume = (points: ReadonlyArray<Point>, reference: Point): number => {
  const inside = points.filter((point) => point.every((value, k) => value < reference[k]!))
  const area = new Staircase(reference[0]!, reference[1] ?? 0)
  switch (reference.length) {
    case 1:
      return inside.reduce((most, [value]) => Math.max(most, reference[0]! - value!), 0)
    case 2:
      for (const [x, y] of inside) area.add(x!, y!)
      return area.size
    case 3: {
      let volume = 0
      let height = 0
      for (const [x, y, z] of inside.sort((a, b) => a[2]! - b[2]!)) {
        volume += area.size === 0 ? 0 : area.size * (z! - height)
        height = z!
        area.add(x!, y!)
      }
      return area.size === 0 ? 0 : volume + area.size * (reference[2]! - height)
    }
    default:
      throw new RangeError(`hypervolume is for 1, 2 or 3 objectives, not ${reference.length}`)
  }
}

/** A front of two objectives below a reference point, and the area between them. */
class Staircase {
  /** By rising x and falling y. */
  readonly #xs: Array<number> = []
  readonly #ys: Array<number> = []
  readonly #right: number
  readonly #top: number
  size = 0

  constructor(right: number, top: number) {
    this.#right = right
    this.#top = top
  }

  /** Adds a point and the area that it alone covers. */
  add(x: number, y: number): void {
    const [xs, ys] = [this.#xs, this.#ys]
    let at = 0
    let high = xs.length
    while (at < high) {
      const middle = (at + high) >> 1
      if (xs[middle]! < x) at = middle + 1
      else high = middle
    }
    let level = ys[at - 1] ?? this.#top
    if (level <= y || (xs[at] === x && ys[at]! <= y)) return
    let end = at
    let from = x
    for (; end < xs.length && ys[end]! >= y; end++) {
      this.size += (xs[end]! - from) * (level - y)
      from = xs[end]!
      level = ys[end]!
    }
    this.size += ((xs[end] ?? this.#right) - from) * (level - y)
    xs.splice(at, end - at, x)
    ys.splice(at, end - at, y)
  }
}
