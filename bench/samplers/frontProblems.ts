/** Problems of two objectives whose front is known. */
import type { Params, SearchSpace } from "../../src/search/SearchSpace.ts"
import { hypervolume } from "../../src/search/objectives/hypervolume.ts"
import { boxed, sumOver } from "./Problem.ts"

/** Objectives to be minimised over a space. */
export interface FrontProblem {
  readonly name: string
  readonly space: SearchSpace
  readonly values: (params: Params) => ReadonlyArray<number>
  /** Hypervolumes are measured up to here. */
  readonly reference: ReadonlyArray<number>
  /** That of the true front. */
  readonly volume: number
}

const dimensions = 6

const inCube = (
  name: string,
  values: (x: ReadonlyArray<number>) => ReadonlyArray<number>
): Pick<FrontProblem, "name" | "space" | "values"> => {
  const { space } = boxed(`${name}-${dimensions}`, dimensions, [0, 1], 0, () => 0)
  const names = Object.keys(space)
  return {
    name: `${name}-${dimensions}`,
    space,
    values: (params) => values(names.map((each) => Number(params[each])))
  }
}

/** The problems of Zitzler, Deb, Thiele 2000: f₁ = x₁ and f₂ = g h(f₁, g), with g = 1 + 9 × the mean of the other params. */
const zdt = (name: string, h: (ratio: number, first: number) => number, volume: number): FrontProblem => ({
  ...inCube(name, (x) => {
    const g = 1 + (9 * sumOver(x.slice(1), (value) => value)) / (x.length - 1)
    return [x[0]!, g * h(x[0]! / g, x[0]!)]
  }),
  reference: [11, 11],
  volume
})

/** The hypervolume of a curve that is a front where no part of it dominates another, by a million points. */
const volumeBelow = (curve: (first: number) => number): number =>
  hypervolume(
    Array.from({ length: 1_000_001 }, (_, index) => [index / 1e6, curve(index / 1e6)]),
    [11, 11]
  )

const waves = (ratio: number, first: number): number => 1 - Math.sqrt(ratio) - ratio * Math.sin(10 * Math.PI * first)

/**
 * DTLZ2 of two objectives (Deb, Thiele, Laumanns, Zitzler 2002): the front is a quarter of the unit circle, and
 * g = Σ (x − ½)² over all params but the first.
 */
const dtlz2: FrontProblem = {
  ...inCube("dtlz2", (x) => {
    const radius = 1 + sumOver(x.slice(1), (value) => (value - 0.5) ** 2)
    const angle = (x[0]! * Math.PI) / 2
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  }),
  reference: [1.1, 1.1],
  volume: 1.1 ** 2 - Math.PI / 4
}

/** The published two, and others on which nothing of the table was chosen. */
export const frontProblems: ReadonlyArray<FrontProblem> = [
  // The front of ZDT1 is f₂ = 1 − √f₁, under which lies a third, that of ZDT2 f₂ = 1 − f₁², under which lie two.
  zdt("zdt1", (ratio) => 1 - Math.sqrt(ratio), 11 ** 2 - 1 / 3),
  dtlz2,
  zdt("zdt2", (ratio) => 1 - ratio ** 2, 11 ** 2 - 2 / 3),
  zdt(
    "zdt3",
    waves,
    volumeBelow((first) => waves(first, first))
  )
]
