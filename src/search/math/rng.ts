/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as
 * 1, 2, 3"). The n-th number depends only on (study seed, trial, purpose, n), so that any process can draw it again.
 */

const multiplier0 = 0xd2511f53
const multiplier1 = 0xcd9e8d57
const weyl0 = 0x9e3779b9
const weyl1 = 0xbb67ae85

/** High 32 bits of the unsigned product of two 32-bit integers. */
const multiplyHigh = (a: number, b: number): number => {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const low = aLow * bLow
  const middle = aHigh * bLow + (low >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0
}

/** One block: a counter of 4 × 32 bits under a key of 2 × 32 bits gives 4 × 32 random bits, written over the counter. */
export const philox = (counter: Uint32Array, key0: number, key1: number): Uint32Array => {
  let k0 = key0
  let k1 = key1
  for (let round = 0; round < 10; round++) {
    const c0 = counter[0]!
    const c2 = counter[2]!
    const high0 = multiplyHigh(multiplier0, c0)
    const high1 = multiplyHigh(multiplier1, c2)
    const low0 = Math.imul(multiplier0, c0)
    const low1 = Math.imul(multiplier1, c2)
    const c1 = counter[1]!
    const c3 = counter[3]!
    counter[0] = high1 ^ c1 ^ k0
    counter[1] = low1
    counter[2] = high0 ^ c3 ^ k1
    counter[3] = low0
    k0 = (k0 + weyl0) | 0
    k1 = (k1 + weyl1) | 0
  }
  return counter
}

/** FNV-1a, 32 bits: turns the purpose of a stream into a part of its counter. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** A stream of random numbers. */
export interface Rng {
  /** 32 random bits, as an integer in [0, 2³²). */
  readonly bits: () => number
  /** Uniform in [0, 1) with 53 random bits. */
  readonly uniform: () => number
  /** Uniform integer in [0, bound). */
  readonly below: (bound: number) => number
  /** Standard normal (Box and Muller 1958). */
  readonly normal: () => number
  /** How many times 32 bits have been drawn: enough to continue the stream in another process. */
  readonly position: () => number
}

/** The stream for one purpose of one trial of one study. Seeds are integers; only their low 64 bits count. */
export const rngFor = (seed: number, trial: number, purpose: string, position = 0): Rng => {
  const key0 = seed >>> 0
  const key1 = Math.floor(seed / 0x100000000) >>> 0
  const stream = hash(purpose)
  const block = new Uint32Array(4)
  let drawn = position
  let ready = -1
  const bits = (): number => {
    const blocks = Math.floor(drawn / 4)
    if (blocks !== ready) {
      block[0] = blocks >>> 0
      block[1] = Math.floor(blocks / 0x100000000) >>> 0
      block[2] = trial >>> 0
      block[3] = stream
      philox(block, key0, key1)
      ready = blocks
    }
    return block[drawn++ % 4]!
  }
  const uniform = (): number => {
    const high = bits() >>> 5
    const low = bits() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }
  return {
    bits,
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    position: () => drawn
  }
}

/** The seed that a trial's `train` is given: a 32-bit integer that depends on nothing but the study's seed and the number. */
export const trialSeed = (seed: number, trial: number): number => rngFor(seed, trial, "trial").bits()

/** The seed of everything that must be the same in all trials, such as splits: depends on the study's seed and its data. */
export const splitSeed = (seed: number, data: string): number => rngFor(seed, 0, `splits ${data}`).bits()
