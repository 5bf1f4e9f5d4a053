/** How much memory a runner gives to objects that are gone in a moment. */
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

const enough = 16 * 2 ** 20
const lookMillis = 50

const size = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.physical_space_size ?? enough

/**
 * Lets the heap's part for new objects grow no more once it has 16 MB: V8 would let it come to 96 MB in any process that lives
 * for long. A runner's new objects are of a trial or a report, and few outlive it, so that a larger part saves no time; a
 * much smaller one fills the other part with what is soon garbage. Versions of V8 that are not known to have the flag are
 * left alone.
 */
export const boundYoungGeneration = (): void => {
  if (!/^1[23]\./.test(process.versions.v8)) return
  if (size() >= enough * 0.9) setFlagsFromString("--semi-space-growth-factor=1")
  else setTimeout(boundYoungGeneration, lookMillis).unref()
}
