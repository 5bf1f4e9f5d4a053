/** Polynomials over GF(2), their coefficients as bits: 11 is x³ + x + 1. */

/** Whether the powers of x modulo the polynomial run through all 2^degree − 1 non-zero remainders. */
export const isPrimitive = (polynomial: number): boolean => {
  const degree = 31 - Math.clz32(polynomial)
  let power = 1
  let order = 0
  do {
    power <<= 1
    if (power >>> degree !== 0) power ^= polynomial
    order++
  } while (power > 1 && order < 2 ** degree)
  return power === 1 && order === 2 ** degree - 1
}

/** The first `count` primitive polynomials by rising value, and so by rising degree: x + 1, x² + x + 1, x³ + x + 1, … */
export const primitivePolynomials = (count: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  // The constant term of a primitive polynomial is 1, so that its value is odd.
  for (let polynomial = 3; found.length < count; polynomial += 2) if (isPrimitive(polynomial)) found.push(polynomial)
  return found
}
