/**
 * Writes WebAssembly: enough of it for loops over the numbers on the backend's heap, four at a time, for which JavaScript has no
 * instructions (WebAssembly core specification 2.0, sections 5.3 to 5.5).
 */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"

/** Instructions, as bytes. */
export type Code = ReadonlyArray<number>

/** An unsigned integer, seven bits a byte (LEB128). */
const unsigned = (value: number): Code => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)])

const signed = (value: number): Code => {
  const isLast = value >= -0x40 && value < 0x40
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

/** Code one piece after the other. */
export const code = (...parts: ReadonlyArray<Code>): Code => parts.flat()

/** Reads a local, or a parameter: they are numbered together. */
export const get = (local: number): Code => [0x20, ...unsigned(local)]

/** Computes a value into a local. */
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)]

export const constant = (value: number): Code => [0x41, ...signed(value)]

const binary =
  (...opcode: Code) =>
  (left: Code, right: Code): Code => [...left, ...right, ...opcode]

/** Of 32-bit integers. Addresses go up to 4 GiB: they are compared without a sign. */
export const add = binary(0x6a)
export const multiply = binary(0x6c)
export const and = binary(0x71)
const isAtLeast = binary(0x4f)

/** Repeats code while one unsigned integer is below another. */
export const whileBelow = (left: Code, right: Code, body: Code): Code =>
  code([0x02, 0x40, 0x03, 0x40], isAtLeast(left, right), [0x0d, 1], body, [0x0c, 0, 0x0b, 0x0b])

/** An offset in bytes that is added to an address. */
const at = (align: number, offset: number): Code => [align, ...unsigned(offset)]

export const loadInteger = (address: Code, offset = 0): Code => [...address, 0x28, ...at(2, offset)]

const vector = (opcode: number): Code => [0xfd, ...unsigned(opcode)]

/** What differs between going through floats four at a time and one at a time. */
export interface Lanes {
  readonly count: number
  readonly type: number
  readonly zero: Code
  readonly load: (address: Code, offset?: number) => Code
  /** One float, in every lane. */
  readonly spread: (address: Code) => Code
  readonly store: (address: Code, value: Code, offset?: number) => Code
  readonly add: (left: Code, right: Code) => Code
  readonly subtract: (left: Code, right: Code) => Code
  readonly multiply: (left: Code, right: Code) => Code
  readonly divide: (left: Code, right: Code) => Code
  readonly root: (value: Code) => Code
}

export const four: Lanes = {
  count: 4,
  type: 0x7b,
  zero: [...vector(12), ...Array<number>(16).fill(0)],
  // Tensors lie at multiples of four bytes only.
  load: (address, offset = 0) => [...address, ...vector(0), ...at(2, offset)],
  spread: (address) => [...address, ...vector(9), ...at(2, 0)],
  store: (address, value, offset = 0) => [...address, ...value, ...vector(11), ...at(2, offset)],
  add: binary(...vector(228)),
  subtract: binary(...vector(229)),
  multiply: binary(...vector(230)),
  divide: binary(...vector(231)),
  root: (value) => [...value, ...vector(227)]
}

export const one: Lanes = {
  count: 1,
  type: 0x7d,
  zero: [0x43, 0, 0, 0, 0],
  load: (address, offset = 0) => [...address, 0x2a, ...at(2, offset)],
  spread: (address) => [...address, 0x2a, ...at(2, 0)],
  store: (address, value, offset = 0) => [...address, ...value, 0x38, ...at(2, offset)],
  add: binary(0x92),
  subtract: binary(0x93),
  multiply: binary(0x94),
  divide: binary(0x95),
  root: (value) => [...value, 0x91]
}

export const integer = 0x7f

/** A function without a result: how many integers it takes, which are its first locals, and the types of the others. */
export interface Routine {
  readonly parameters: number
  readonly locals: ReadonlyArray<number>
  readonly body: Code
}

const list = (items: ReadonlyArray<Code>): Code => [...unsigned(items.length), ...items.flat()]
const section = (id: number, items: ReadonlyArray<Code>): Code => sized([id], list(items))
const sized = (before: Code, content: Code): Code => [...before, ...unsigned(content.length), ...content]
const text = (value: string): Code => sized([], Array.from(Buffer.from(value)))

/** A module of one function, "run", over a memory that it is given. */
const moduleOf = ({ body, locals, parameters }: Routine): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    code(
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [[0x60, ...list(Array<Code>(parameters).fill([integer])), 0]]),
      section(2, [[...text("heap"), ...text("memory"), 2, 0, 0]]),
      section(3, [[0]]),
      section(7, [[...text("run"), 0, 0]]),
      section(10, [sized([], [...list(locals.map((type) => [1, type])), ...body, 0x0b])])
    )
  )

interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

/** Node's types leave it out. */
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }

type Run = (...integers: ReadonlyArray<number>) => void

const started = (routine: Routine, backend: BackendWasm): Run => {
  const { asm } = backend.wasm as unknown as { readonly asm: { readonly memory: object } }
  const made = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(routine)), { heap: { memory: asm.memory } })
  return made.exports["run"] as Run
}

/** A routine over the heap of a backend, started once. Its arguments are addresses and sizes; nothing checks them. */
export const assembled = (routine: Routine): ((backend: BackendWasm) => Run) => {
  let latest: { readonly backend: BackendWasm; readonly run: Run } | undefined
  return (backend) => {
    if (latest?.backend !== backend) latest = { backend, run: started(routine, backend) }
    return latest.run
  }
}
