/** Random search spaces, and what params have to look like in them. */
import * as fc from "fast-check"
import type {
  FloatDistribution,
  IntDistribution,
  LeafDistribution,
  Scalar,
  SearchSpace
} from "../../src/search/SearchSpace.ts"
import { bool, choice, constant, float, int, ordinal } from "../../src/search/space/distributions.ts"
import { fits } from "../../src/search/space/units.ts"

// + 0, because JSON has no -0.
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => value + 0)

const floats: fc.Arbitrary<FloatDistribution> = fc
  .tuple(between(-1e6, 1e6), between(1e-6, 1e6))
  .map(([low, width]) => float(low, low + width))

/** Floats on a log scale. */
export const logFloats: fc.Arbitrary<FloatDistribution> = fc
  .tuple(between(-9, 3), between(0.1, 6))
  .map(([exponent, orders]) => float(10 ** exponent, 10 ** (exponent + orders), { log: true }))

const steppedFloats = (most: number): fc.Arbitrary<FloatDistribution> =>
  fc
    .tuple(
      fc.oneof(fc.integer({ min: -20, max: 20 }), between(-100, 100)),
      fc.oneof(fc.constantFrom(0.01, 0.1, 0.2, 0.25, 1), between(0.001, 10)),
      fc.integer({ min: 1, max: most }),
      fc.constantFrom(0, 0.3, 0.9)
    )
    .map(([low, step, count, rest]) => float(low, low + step * (count + rest), { step }))

const steppedInts = (most: number): fc.Arbitrary<IntDistribution> =>
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: most }))
    .map(([low, step, count]) => int(low, low + step * count, { step }))

const logInts = (most: number): fc.Arbitrary<IntDistribution> =>
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: most }))
    .map(([low, count]) => int(low, low + count, { log: true }))

const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.integer({ min: -9, max: 9 }),
  fc.boolean()
)

type Some<Value> = readonly [Value, ...ReadonlyArray<Value>]

const lists = <Value>(entry: fc.Arbitrary<Value>, most: number): fc.Arbitrary<Some<Value>> =>
  fc
    .uniqueArray(entry, { minLength: 1, maxLength: most, comparator: "SameValueZero" })
    .map(([first, ...rest]): Some<Value> => [first!, ...rest])

const categories = (most: number): fc.Arbitrary<LeafDistribution> =>
  fc.oneof(
    lists(scalars, most).map((values) => choice(...values)),
    lists(fc.integer({ min: 1, max: 512 }), most).map((values) => ordinal(...values)),
    fc.constant(bool()),
    scalars.map((value) => constant(value))
  )

/** Floats and ints of every kind. */
export const numbers: fc.Arbitrary<FloatDistribution | IntDistribution> = fc.oneof(
  floats,
  logFloats,
  steppedFloats(60),
  steppedInts(60),
  logInts(5000)
)

/** Distributions with finitely many values. */
export const finiteLeaves: fc.Arbitrary<LeafDistribution> = fc.oneof(
  steppedFloats(3),
  steppedInts(3),
  logInts(3),
  categories(4)
)

/** Every kind of distribution but branches. */
export const leaves: fc.Arbitrary<LeafDistribution> = fc.oneof(
  { weight: 3, arbitrary: numbers },
  { weight: 2, arbitrary: categories(5) }
)

const inner = ["rate", "units", "momentum", "kind", "7", "an odd name"]

const spacesOf = (
  leaf: fc.Arbitrary<LeafDistribution>,
  most: number,
  depth: number,
  names: ReadonlyArray<string> = inner,
  minKeys = 0
): fc.Arbitrary<SearchSpace> => {
  const name = fc.constantFrom(...names)
  const shape = { minKeys, maxKeys: most, noNullPrototype: true } as const
  if (depth === 0) return fc.dictionary(name, leaf, shape)
  const branch = fc
    .dictionary(fc.constantFrom("adam", "sgd", "none", "0"), spacesOf(leaf, most - 1, depth - 1), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true
    })
    .map((branches) => choice(branches))
  return fc.dictionary(name, fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: branch }), shape)
}

// At the top, a param may be called "type": there, no branch's name stands in its way.
const outer = [...inner, "type"]

/** Spaces with branches nested up to two deep. At least one param. */
export const spaces: fc.Arbitrary<SearchSpace> = spacesOf(leaves, 4, 2, outer, 1)

/** How many points a finite space has. */
export const pointsIn = (space: SearchSpace): number =>
  Object.values(space).reduce((total, distribution) => {
    switch (distribution._tag) {
      case "branch":
        return total * Object.values(distribution.branches).reduce((sum, below) => sum + pointsIn(below), 0)
      case "choice":
      case "ordinal":
        return total * distribution.values.length
      case "bool":
        return total * 2
      case "constant":
        return total
      default:
        return total * (Math.round((distribution.high - distribution.low) / distribution.step!) + 1)
    }
  }, 1)

/** Spaces of at most 150 points, with branches. */
export const finiteSpaces: fc.Arbitrary<SearchSpace> = spacesOf(finiteLeaves, 3, 2, outer, 1).filter(
  (space) => pointsIn(space) <= 150
)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Why params are none of a space's, told apart without the layout that samplers use; undefined where they are. */
export const misfit = (space: SearchSpace, params: unknown, place = "params"): string | undefined => {
  if (!isRecord(params)) return `${place} is no object`
  const surplus = Object.keys(params).find((name) => !(name in space))
  if (surplus !== undefined) return `${place}.${surplus} is not in the space`
  for (const [name, distribution] of Object.entries(space)) {
    const value = params[name]
    const here = `${place}.${name}`
    if (distribution._tag !== "branch") {
      if (!fits(distribution, value)) return `${here} is ${fc.stringify(value)}`
      continue
    }
    if (!isRecord(value)) return `${here} is no branch`
    const { type, ...rest } = value
    const taken = typeof type === "string" ? distribution.branches[type] : undefined
    if (taken === undefined) return `${here}.type is ${fc.stringify(type)}`
    const below = misfit(taken, rest, here)
    if (below !== undefined) return below
  }
  return undefined
}
