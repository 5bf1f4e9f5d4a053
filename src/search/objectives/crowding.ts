/** How lonely a point is among others, and the order of points that follows from it. */
import { paretoRanks, type Point } from "./front.ts"

/**
 * The crowding distance of each point among all of them: the sum, over the objectives, of the distance between its two
 * neighbours in parts of the range, infinite for the outermost (Deb, Pratap, Agarwal, Meyarivan 2002, "A fast and elitist
 * multiobjective genetic algorithm: NSGA-II", sec. III-B). Of equal values the one that comes first counts as the lower.
 */
export const crowdingDistances = (points: ReadonlyArray<Point>): Float64Array => {
  const distances = new Float64Array(points.length)
  const objectives = points[0]?.length ?? 0
  for (let k = 0; k < objectives; k++) {
    const order = Array.from(points, (_, index) => index).sort((a, b) => points[a]![k]! - points[b]![k]! || a - b)
    const valueAt = (place: number): number => points[order[place]!]![k]!
    // Halved, so that the range of values as far apart as numbers can be is finite.
    const range = valueAt(order.length - 1) / 2 - valueAt(0) / 2
    distances[order[0]!] = Infinity
    distances[order.at(-1)!] = Infinity
    if (!(range > 0)) continue
    for (let place = 1; place + 1 < order.length; place++)
      distances[order[place]!]! += (valueAt(place + 1) / 2 - valueAt(place - 1) / 2) / range
  }
  return distances
}

/**
 * The indices of points from the best to the worst: by rank, and within a rank the lonelier first (the crowded comparison
 * of NSGA-II); of equals the one that comes first.
 */
export const byFront = (points: ReadonlyArray<Point>): ReadonlyArray<number> => {
  const ranks = paretoRanks(points)
  const fronts = Map.groupBy(ranks.keys(), (index) => ranks[index]!)
  return [...fronts.keys()]
    .sort((a, b) => a - b)
    .flatMap((rank) => {
      const front = fronts.get(rank)!
      const distances = crowdingDistances(front.map((index) => points[index]!))
      return front
        .map((index, place) => ({ index, distance: distances[place]! }))
        .sort((a, b) => (a.distance === b.distance ? a.index - b.index : b.distance - a.distance))
        .map(({ index }) => index)
    })
}
