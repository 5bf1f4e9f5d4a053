/** Which values are surpassed by none, and how far the others are from that. Lower is better in every objective. */

/** Values of one trial, one per objective. */
export type Point = ReadonlyArray<number>

/** Whether `a` is at least as good as `b` in every objective and better in one. */
export const dominates = (a: Point, b: Point): boolean => {
  let isBetter = false
  for (let k = 0; k < a.length; k++) {
    if (a[k]! > b[k]!) return false
    if (a[k]! < b[k]!) isBetter = true
  }
  return isBetter
}

/** A front after one more: without those that it dominates, and without it where one of them dominates it. Equals stay. */
export const joinFront = <One extends { readonly values: Point }>(
  front: ReadonlyArray<One>,
  one: One
): ReadonlyArray<One> =>
  front.some(({ values }) => dominates(values, one.values))
    ? front
    : [...front.filter(({ values }) => !dominates(one.values, values)), one]

const compare = (a: Point, b: Point): number => {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! - b[k]!
  return 0
}

/** The first place in 0 … count for which `holds`, which holds from some place on; `count` where it never does. */
const firstThat = (count: number, holds: (place: number) => boolean): number => {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * The rank of each point: 0 for the Pareto front, 1 for what would be the front without it, and so on; equal points have
 * equal ranks. Efficient non-dominated sorting with binary search (Zhang, Tian, Cheng, Jin 2015, "An efficient approach
 * to nondominated sorting for evolutionary multiobjective optimization"): O(n log n) for two objectives, of whose fronts
 * the least second value tells all, and O(n²) at worst for more. Values are numbers, infinite ones included.
 */
export const paretoRanks = (points: ReadonlyArray<Point>): Int32Array => {
  const ranks = new Int32Array(points.length)
  const order = Array.from(points, (_, index) => index).sort((a, b) => compare(points[a]!, points[b]!))
  const isFlat = (points[0]?.length ?? 0) <= 2
  /** Per front the least second value, or its members: no point dominates one that comes before it in the order. */
  const least: Array<number> = []
  const members: Array<Array<Point>> = []
  order.forEach((index, place) => {
    const point = points[index]!
    const before = order[place - 1]
    if (before !== undefined && compare(points[before]!, point) === 0) {
      ranks[index] = ranks[before]!
      return
    }
    const second = point[1] ?? 0
    const rank = isFlat
      ? firstThat(least.length, (front) => least[front]! > second)
      : firstThat(members.length, (front) => !members[front]!.some((member) => dominates(member, point)))
    if (isFlat) least[rank] = second
    else if (members[rank] === undefined) members[rank] = [point]
    else members[rank].push(point)
    ranks[index] = rank
  })
  return ranks
}
