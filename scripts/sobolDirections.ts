/**
 * Searches the direction numbers of the Sobol sequence: `node scripts/sobolDirections.ts` writes
 * src/search/math/sobolDirections.ts. Takes about 15 seconds.
 *
 * Polynomials are taken by rising degree. The free numbers of a dimension are those, out of the candidates drawn, whose
 * projections with every earlier dimension are the best spread: least Σ 4^t over the pairs and over 2^m points, where t
 * is the quality of the two-dimensional digital net (Niederreiter 1987): 0 means that every elementary interval of
 * area 2^−m holds exactly one point.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { primitivePolynomials } from "../src/search/math/primitivePolynomials.ts"
import { rngFor } from "../src/search/math/rng.ts"
import { directionsFrom } from "../src/search/math/sobol.ts"

const dimensions = 64
const candidates = 4000
const exponents = [4, 6, 8, 10, 12]

/** The first m digits of a dimension as masks over the m lowest bits of the index. */
const rowsOf = (directions: Uint32Array, m: number): Int32Array => {
  const rows = new Int32Array(m)
  for (let r = 0; r < m; r++) {
    for (let i = 0; i < m; i++) rows[r]! |= ((directions[i]! >>> (31 - r)) & 1) << i
  }
  return rows
}

/** Adds a row to a basis over GF(2), kept by leading bit; false where it depends on the others. */
const extend = (basis: Int32Array, row: number): boolean => {
  let rest = row
  while (rest !== 0) {
    const lead = 31 - Math.clz32(rest)
    if (basis[lead] === 0) {
      basis[lead] = rest
      return true
    }
    rest ^= basis[lead]!
  }
  return false
}

/** t of the two-dimensional net of 2^m points. */
const quality = (a: Int32Array, b: Int32Array, m: number): number => {
  let strength = m
  for (let first = 0; first <= m; first++) {
    const basis = new Int32Array(m)
    for (let r = 0; r < first; r++) extend(basis, a[r]!)
    let second = 0
    while (first + second < strength && extend(basis, b[second]!)) second++
    strength = Math.min(strength, first + second)
  }
  return m - strength
}

const digitsOf = (directions: Uint32Array): ReadonlyArray<Int32Array> => exponents.map((m) => rowsOf(directions, m))

const costOf = (
  digits: ReadonlyArray<Int32Array>,
  earlier: ReadonlyArray<ReadonlyArray<Int32Array>>,
  limit: number
): number => {
  let cost = 0
  for (const other of earlier) {
    for (const [index, m] of exponents.entries()) cost += 4 ** quality(other[index]!, digits[index]!, m)
    if (cost >= limit) return Infinity
  }
  return cost
}

const table: Array<ReadonlyArray<number>> = []
const earlier = [digitsOf(directionsFrom())]
const polynomials = primitivePolynomials(dimensions - 1)
for (const [index, polynomial] of polynomials.entries()) {
  const degree = 31 - Math.clz32(polynomial)
  const rng = rngFor(0, index, "sobol.directions")
  let best: ReadonlyArray<number> = []
  let least = Infinity
  for (let candidate = 0; candidate < candidates; candidate++) {
    const starts = Array.from({ length: degree }, (_, i) => 2 * rng.below(2 ** i) + 1)
    const cost = costOf(digitsOf(directionsFrom(polynomial, starts)), earlier, least)
    if (cost < least) [best, least] = [starts, cost]
  }
  table.push([polynomial, ...best])
  earlier.push(digitsOf(directionsFrom(polynomial, best)))
  console.log(`dimension ${index + 2}: mean 4^t ${(least / (earlier.length - 1) / exponents.length).toFixed(2)}`)
}

const file = join(import.meta.dirname, "..", "src/search/math/sobolDirections.ts")
writeFileSync(
  file,
  `/** Written by scripts/sobolDirections.ts: what the second and later dimensions of the Sobol sequence start from. */

/**
 * Per dimension: a primitive polynomial over GF(2), its coefficients as bits (11 is x³ + x + 1), then as many odd
 * numbers mᵢ < 2ⁱ, i = 1, 2, …, as its degree.
 */
export const sobolDirections: ReadonlyArray<ReadonlyArray<number>> = [
${table.map((row) => `  [${row.join(", ")}]`).join(",\n")}
]
`
)
