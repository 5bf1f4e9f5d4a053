/** Hyperband's brackets, and which trial belongs to which. */
import type { Ladder } from "../asha/rungs.ts"

/** One successive halving: where it starts, and how many of a cycle's trials it gets. */
export interface Bracket {
  readonly minStep: number
  readonly weight: number
}

/**
 * The brackets by rising first rung. With B brackets, that of first rung minStep · reductionˢ gets
 * ⌈B · reduction^(B−1−s) / (B − s)⌉ trials of a cycle, so that each spends about as many steps (Li et al. 2018, alg. 1).
 */
export const bracketsOf = ({ maxStep, minStep, reduction }: Omit<Ladder, "spacing">): ReadonlyArray<Bracket> => {
  const firsts: Array<number> = []
  for (let first = minStep; first <= maxStep; first *= reduction) firsts.push(first)
  const count = firsts.length
  return firsts.map((first, s) => ({
    minStep: first,
    weight: Math.ceil((count * reduction ** (count - 1 - s)) / (count - s))
  }))
}

/** A cycle of trials, each dealt to the bracket that is furthest behind its share; the first of them on a tie. */
const deal = (brackets: ReadonlyArray<Bracket>): ReadonlyArray<number> => {
  const total = brackets.reduce((sum, { weight }) => sum + weight, 0)
  const dealt = brackets.map(() => 0)
  return Array.from({ length: total }, (_, index) => {
    let chosen = 0
    let furthest = -Infinity
    for (const [bracket, { weight }] of brackets.entries()) {
      const behind = (weight * (index + 1)) / total - dealt[bracket]!
      if (behind > furthest) [chosen, furthest] = [bracket, behind]
    }
    dealt[chosen]!++
    return chosen
  })
}

const cycles = new WeakMap<ReadonlyArray<Bracket>, ReadonlyArray<number>>()

/** The bracket of a trial, by its number alone. */
export const bracketOf = (brackets: ReadonlyArray<Bracket>, number: number): number => {
  let cycle = cycles.get(brackets)
  if (cycle === undefined) {
    cycle = deal(brackets)
    cycles.set(brackets, cycle)
  }
  return cycle[number % cycle.length]!
}
