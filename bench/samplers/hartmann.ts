/** Sums of four Gaussian valleys (Hartman 1973). */
import { sumOver } from "./Problem.ts"

const alpha = [1, 1.2, 3, 3.2]

const value =
  (widths: ReadonlyArray<ReadonlyArray<number>>, centres: ReadonlyArray<ReadonlyArray<number>>) =>
  (x: ReadonlyArray<number>): number =>
    -sumOver(
      alpha,
      (height, i) => height * Math.exp(-sumOver(x, (xj, j) => widths[i]![j]! * (xj - centres[i]![j]!) ** 2))
    )

/** In three dimensions, on [0, 1]³. */
export const hartmann3 = value(
  [
    [3, 10, 30],
    [0.1, 10, 35],
    [3, 10, 30],
    [0.1, 10, 35]
  ],
  [
    [0.3689, 0.117, 0.2673],
    [0.4699, 0.4387, 0.747],
    [0.1091, 0.8732, 0.5547],
    [0.0381, 0.5743, 0.8828]
  ]
)

/** In six dimensions, on [0, 1]⁶. */
export const hartmann6 = value(
  [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14]
  ],
  [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]
  ]
)
