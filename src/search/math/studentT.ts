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

/** The quantile of Student's t, by bisection on its distribution function; ∓Infinity at 0 and 1. */
export const studentTQuantile = (p: number, degrees: number): number => {
  if (p <= 0) return -Infinity
  if (p >= 1) return Infinity
  if (p < 0.5) return -studentTQuantile(1 - p, degrees)
  let high = 1
  while (studentTCdf(high, degrees) < p) high *= 2
  let low = 0
  for (let halving = 0; halving < 80; halving++) {
    const middle = (low + high) / 2
    if (studentTCdf(middle, degrees) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
