/** Adam's pass over the numbers of one variable, in WebAssembly. */
import { add, and, code, constant, four, get, integer, one, set, whileBelow } from "./assembly.ts"
import type { Code, Lanes, Routine } from "./assembly.ts"

/** What the routine reads of its settings, in this order: each is a 32-bit float. */
export interface AdamNumbers {
  /** 1 − β₁ and 1 − β₂: as a share of what changes, so that 32 bits hold them to seven digits. */
  readonly fresh1: number
  readonly fresh2: number
  /** What weight decay takes off every weight, as a share. */
  readonly decay: number
  /** The rate over 1 − β₁ᵗ. */
  readonly scale: number
  /** 1 / √(1 − β₂ᵗ). */
  readonly correction: number
  readonly epsilon: number
}

export const adamNumbers = (n: AdamNumbers): Float32Array =>
  Float32Array.of(n.fresh1, n.fresh2, n.decay, n.scale, n.correction, n.epsilon)

// The parameters are addresses, and the size of the variable in bytes.
const [first, second, gradient, weights, result, settings, size] = [0, 1, 2, 3, 4, 5, 6]
const at = 7

/** From byte `at` on, as long as all lanes are filled; `mean` is the first of three locals. */
const pass = (lanes: Lanes, mean: number): Code => {
  const [square, slope] = [mean + 1, mean + 2]
  const setting = (place: number): Code => lanes.spread(add(get(settings), constant(4 * place)))
  const of = (address: number): Code => add(get(address), get(at))
  /** old + share · (value − old) */
  const moved = (old: Code, value: Code, share: Code): Code =>
    lanes.add(old, lanes.multiply(share, lanes.subtract(value, old)))
  const root = lanes.multiply(lanes.root(get(square)), setting(4))
  const step = lanes.divide(lanes.multiply(setting(3), get(mean)), lanes.add(root, setting(5)))
  const weight = lanes.load(of(weights))
  return whileBelow(
    get(at),
    and(get(size), constant(-4 * lanes.count)),
    code(
      set(slope, lanes.load(of(gradient))),
      set(mean, moved(lanes.load(of(first)), get(slope), setting(0))),
      set(square, moved(lanes.load(of(second)), lanes.multiply(get(slope), get(slope)), setting(1))),
      lanes.store(of(first), get(mean)),
      lanes.store(of(second), get(square)),
      lanes.store(of(result), lanes.subtract(weight, lanes.add(lanes.multiply(weight, setting(2)), step))),
      set(at, add(get(at), constant(4 * lanes.count)))
    )
  )
}

/** Moves both moments in place, and writes new weights. */
export const adamRoutine: Routine = {
  parameters: 7,
  locals: [integer, four.type, four.type, four.type, one.type, one.type, one.type],
  body: code(pass(four, at + 1), pass(one, at + 4))
}
