/** Up to where values of one of several objectives are worth anything. */

/** How far beyond the worst value the reference lies, in parts of the range. */
const beyond = 0.1
/** Values further beyond the third quartile than so many interquartile ranges are outliers (Tukey 1977). */
const fence = 1.5

/**
 * The reference point's coordinate in one objective, beyond which a value adds no hypervolume: the worst of the values on
 * the front and of the `early` ones, outliers among these left out, and a tenth of their range more; 1 more where they do
 * not differ. Lower is better. The early ones are those of trials spread over the space: a front alone, while it is short,
 * would declare everything worthless that it does not reach yet, and so would never get there.
 */
export const referenceOf = (front: ReadonlyArray<number>, early: ReadonlyArray<number>): number => {
  const sorted = [...early].sort((a, b) => a - b)
  const quartile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? -Infinity
  const limit = quartile(0.75) + fence * (quartile(0.75) - quartile(0.25))
  const counted = [...front, ...early.filter((value) => value <= limit)]
  const [low, high] = [counted.reduce((a, b) => Math.min(a, b)), counted.reduce((a, b) => Math.max(a, b))]
  return high + (high > low ? beyond * (high - low) : 1)
}
