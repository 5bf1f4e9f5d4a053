/**
 * The Matérn kernel with ν = 5/2 and unit amplitude, as a function of the squared scaled distance r²:
 * k = (1 + R + R²/3) e^{−R}, R = √5 r (Rasmussen and Williams 2006, eq. 4.17).
 */

const five = Math.sqrt(5)

/** k(r²), 1 at distance 0. */
export const matern52 = (squaredDistance: number): number => {
  const scaled = five * Math.sqrt(squaredDistance)
  return (1 + scaled + (scaled * scaled) / 3) * Math.exp(-scaled)
}

/**
 * k(r²) into `values` and dk/d(r²) = −(5/6)(1 + R) e^{−R} into `slopes`, for every squared distance. The slope is finite at
 * distance 0, unlike dk/dr over r.
 */
export const matern52All = (squared: Float64Array, values: Float64Array, slopes: Float64Array): void => {
  for (let i = 0; i < squared.length; i++) {
    const scaled = five * Math.sqrt(squared[i]!)
    const decay = Math.exp(-scaled)
    values[i] = (1 + scaled + (scaled * scaled) / 3) * decay
    slopes[i] = (-5 / 6) * (1 + scaled) * decay
  }
}
