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

/** dk/d(r²) = −(5/6)(1 + R) e^{−R}: finite at distance 0, unlike dk/dr over r. */
export const matern52Slope = (squaredDistance: number): number => {
  const scaled = five * Math.sqrt(squaredDistance)
  return (-5 / 6) * (1 + scaled) * Math.exp(-scaled)
}
