/** The scaled complementary error function, on which everything about normal tails is built. */

/**
 * Chebyshev coefficients of (1 + 2x) e^{x²} erfc(x) in t = (x − 3)/(x + 3), x ≥ 0, truncated below 1e-17. The map and
 * the factor are those of Shepherd and Laframboise 1981, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in
 * 0 ≤ x < ∞"; the coefficients were computed with 60 digits from 60 Chebyshev nodes.
 */
const coefficients = Float64Array.of(
  1.17756257419656,
  0.005353904539615676,
  -0.09377550342284209,
  0.05436652555744322,
  -0.018976596707845208,
  0.004453426061462712,
  -0.0006335531710553147,
  0.000017661719523171593,
  0.000012841532864056671,
  -0.0000020072285659059913,
  -1.807522790414837e-7,
  7.549828343825093e-8,
  1.885668523838603e-9,
  -2.699519049798364e-9,
  -1.460079119939105e-11,
  1.0361607445969489e-10,
  1.475715976623473e-12,
  -4.277340064396911e-12,
  -2.07922492859799e-13,
  1.8134502003176963e-13,
  1.973425574544739e-14,
  -7.287943737592673e-15,
  -1.5169878690228116e-15,
  2.3514112258781403e-16,
  1.0006111691821667e-16
)

/** erfcx(x) = e^{x²} erfc(x), to a few units in the last place for x ≥ 0; Infinity where it overflows (x < −26.6). */
export const erfcx = (x: number): number => {
  if (x < 0) return 2 * Math.exp(x * x) - erfcx(-x)
  if (x === Infinity) return 0
  const t = (x - 3) / (x + 3)
  // Clenshaw's recurrence.
  let next = 0
  let afterNext = 0
  for (let k = coefficients.length - 1; k > 0; k--) {
    const value = 2 * t * next - afterNext + coefficients[k]!
    afterNext = next
    next = value
  }
  return (t * next - afterNext + coefficients[0]!) / (1 + 2 * x)
}
