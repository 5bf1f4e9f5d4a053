/** Student's t distribution with a whole number of degrees of freedom. */

/** P(T ≤ t) with ν degrees of freedom, ν ≥ 1 whole: the finite series of Abramowitz and Stegun 26.7.3 and 26.7.4. */
export const studentTCdf = (t: number, degrees: number): number => {
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0
  const angle = Math.atan(t / Math.sqrt(degrees))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const isOdd = degrees % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k
    sum += term
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
  return Math.min(1, Math.max(0, (1 + within) / 2))
}
