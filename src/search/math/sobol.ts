/** The Sobol sequence (Sobol' 1967): points that fill the unit cube evenly, whatever their number. */
import { rngFor } from "./rng.ts"
import { sobolDirections } from "./sobolDirections.ts"

/** How many dimensions the sequence has. */
export const mostSobolDimensions = sobolDirections.length + 1

/**
 * The direction numbers v₁ … v₃₂ of a dimension as binary fractions of 32 digits, by Bratley and Fox 1988 (algorithm 659):
 * vᵢ = mᵢ/2ⁱ for i ≤ s, vᵢ = a₁vᵢ₋₁ ⊕ … ⊕ aₛ₋₁vᵢ₋ₛ₊₁ ⊕ vᵢ₋ₛ ⊕ vᵢ₋ₛ/2ˢ beyond, with a primitive polynomial
 * xˢ + a₁xˢ⁻¹ + … + 1. Without a polynomial: those of the first dimension, vᵢ = 2⁻ⁱ.
 */
export const directionsFrom = (polynomial?: number, starts: ReadonlyArray<number> = []): Uint32Array => {
  const directions = new Uint32Array(32)
  const degree = starts.length
  for (let i = 0; i < 32; i++) {
    if (polynomial === undefined || i < degree) {
      directions[i] = ((starts[i] ?? 1) << (31 - i)) >>> 0
      continue
    }
    let value = directions[i - degree]! ^ (directions[i - degree]! >>> degree)
    for (let k = 1; k < degree; k++) if ((polynomial >>> (degree - k)) & 1) value ^= directions[i - k]!
    directions[i] = value >>> 0
  }
  return directions
}

let everyDirection: ReadonlyArray<Uint32Array> | undefined

const allDirections = (): ReadonlyArray<Uint32Array> =>
  (everyDirection ??= [
    directionsFrom(),
    ...sobolDirections.map(([polynomial, ...starts]) => directionsFrom(polynomial, starts))
  ])

const parity = (word: number): number => {
  let folded = word ^ (word >>> 16)
  folded ^= folded >>> 8
  folded ^= folded >>> 4
  return (0x6996 >>> (folded & 15)) & 1
}

/**
 * The digits of point `index` (0 ≤ index < 2³²) in `dimensions` ≤ `mostSobolDimensions` dimensions, under the linear
 * scrambling of Matoušek 1998 ("On the L2-discrepancy for anchored boxes"): the digits of each dimension are
 * multiplied by a random lower triangular matrix over GF(2) with a unit diagonal, drawn from `seed`. Every scrambling
 * keeps the net properties of the sequence. `sobolPoint` makes numbers of them.
 */
export const sobolDigits = (index: number, dimensions: number, seed: number): Uint32Array =>
  Uint32Array.from(allDirections().slice(0, dimensions), (directions, dimension) => {
    let plain = 0
    for (let rest = index, i = 0; rest > 0; rest = Math.floor(rest / 2), i++) {
      if (rest % 2 === 1) plain ^= directions[i]!
    }
    const rng = rngFor(seed, dimension, "sobol.matrix")
    let scrambled = 0
    for (let digit = 0; digit < 32; digit++) {
      const diagonal = 0x80000000 >>> digit
      // Only the digits above this one may change it.
      const row = (rng.bits() & ~(2 * diagonal - 1)) | diagonal
      if (parity(row & plain) === 1) scrambled |= diagonal
    }
    return scrambled >>> 0
  })

/**
 * The point with these digits in (0, 1)^dimensions under the digital shift number `shift`. Shifts are drawn from `seed`;
 * under each, the points of all indices fill the cube as evenly.
 */
export const sobolPoint = (digits: Uint32Array, seed: number, shift: number): Float64Array => {
  const rng = rngFor(seed, shift, "sobol.shift")
  return Float64Array.from(digits, (digit) => (((digit ^ rng.bits()) >>> 0) + 0.5) / 2 ** 32)
}
