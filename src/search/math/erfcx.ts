/** The scaled complementary error function, on which everything about normal tails is built. */

/**
 * Chebyshev coefficients of (1 + 2x) e^{x²} erfc(x) in t = (x − 3)/(x + 3), x ≥ 0, truncated below 1e-17. The map and
 * the factor are those of Shepherd and Laframboise 1981, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in
 * 0 ≤ x < ∞"; the coefficients were computed with 60 digits from 60 Chebyshev nodes.
 */
const coefficients = Float64Array.of(
  1.17756257419656005,
  0.00535390453961567677,
  -0.0937755034228420905,
  0.0543665255574432205,
  -0.0189765967078452074,
  0.00445342606146271157,
  -0.000633553171055314694,
  0.0000176617195231715919,
  0.0000128415328640566707,
  -2.00722856590599144e-6,
  -1.8075227904148371e-7,
  7.54982834382509283e-8,
  1.88566852383860279e-9,
  -2.699519049798364e-9,
  -1.46007911993910494e-11,
  1.03616074459694897e-10,
  1.47571597662347301e-12,
  -4.27734006439691082e-12,
  -2.07922492859798998e-13,
  1.81345020031769624e-13,
  1.97342557454473883e-14,
  -7.28794373759267316e-15,
  -1.51698786902281157e-15,
  2.35141122587814035e-16,
  1.00061116918216676e-16
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
