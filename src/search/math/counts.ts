/** Tail probabilities of counts. */

const factorials: Array<number> = [0]

/** ln n! for whole n, from a table that grows. */
const logFactorial = (n: number): number => {
  for (let k = factorials.length; k <= n; k++) factorials.push(factorials[k - 1]! + Math.log(k))
  return factorials[n]!
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k)

/** P(X ≥ k) of a binomial count X of n draws with probability p. */
export const binomialTail = (k: number, n: number, p: number): number => {
  if (k <= 0) return 1
  if (p <= 0 || k > n) return 0
  if (p >= 1) return 1
  let sum = 0
  for (let count = k; count <= n; count++)
    sum += Math.exp(logChoose(n, count) + count * Math.log(p) + (n - count) * Math.log1p(-p))
  return Math.min(1, sum)
}

/**
 * P(X ≥ k) of a hypergeometric count X: how many of `drawn` out of `all` are among the `marked`. Fisher's exact test, one-sided.
 */
export const hypergeometricTail = (k: number, drawn: number, marked: number, all: number): number => {
  let sum = 0
  for (let count = Math.max(k, 0, drawn + marked - all); count <= Math.min(drawn, marked); count++)
    sum += Math.exp(logChoose(marked, count) + logChoose(all - marked, drawn - count) - logChoose(all, drawn))
  return Math.min(1, sum)
}
