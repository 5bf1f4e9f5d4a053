/** The encoder's variables: as the file has them, as training moved them, and the adapters beside them. */
import type { Variable } from "@tensorflow/tfjs-core"
import { fingerprintOf } from "../../encoder/files.ts"
import { encoderLayers, type EncoderLayer, type EncoderParameters } from "../../encoder/parameters.ts"
import { forward } from "../forward.ts"
import type { Adapter } from "./operations.ts"

const tf = forward()

/** Something for each layer, by the name of a parameter. */
export type ByLayer<A> = Readonly<Record<EncoderLayer, Readonly<Record<string, A>>>>

interface VariableAdapter extends Adapter {
  readonly down: Variable
  readonly up: Variable
}

const forEachLayer = <A>(make: (layer: EncoderLayer) => Readonly<Record<string, A>>): ByLayer<A> =>
  Object.fromEntries(encoderLayers.map((layer) => [layer, make(layer)])) as ByLayer<A>

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

/** Variables of TensorFlow.js, made from the numbers of a file. */
export class Weights {
  readonly variables: ByLayer<Variable>
  #adapters: ByLayer<VariableAdapter> = forEachLayer(() => ({}))
  readonly #original: EncoderParameters
  /** The data of each variable that holds the file's numbers: assigning gives a variable other data. */
  readonly #pristine = new Map<Variable, object>()
  readonly #fingerprints = new Map<EncoderLayer, string>()

  constructor(original: EncoderParameters) {
    this.#original = original
    this.variables = forEachLayer((layer) =>
      mapValues(original.layers[layer], ({ shape, values }) =>
        tf.tidy(() => this.#note(tf.variable(tf.tensor(values, [...shape]))))
      )
    )
  }

  get adapters(): ByLayer<VariableAdapter> {
    return this.#adapters
  }

  /** Brings every variable back to the file's numbers, and takes the adapters away. */
  restore(): void {
    this.#disposeAdapters()
    for (const layer of encoderLayers) {
      for (const [name, variable] of Object.entries(this.variables[layer])) {
        if (this.#pristine.get(variable) === variable.dataId) continue
        const { shape, values } = this.#original.layers[layer][name]!
        tf.tidy(() => variable.assign(tf.tensor(values, [...shape])))
        this.#note(variable)
      }
    }
  }

  /**
   * Puts an adapter of a rank beside every kernel. Together they change nothing at first: `down` is drawn from a normal
   * distribution with standard deviation 1 / √in, `up` is zero.
   */
  adapt(rank: number): void {
    this.#disposeAdapters()
    this.#adapters = forEachLayer((layer) => {
      const kernels = Object.entries(this.variables[layer]).filter(([name]) => /kernel$/i.test(name))
      return mapValues(Object.fromEntries(kernels), ({ shape: [inputs, outputs] }) =>
        tf.tidy(() => ({
          down: tf.variable(tf.randomNormal([inputs!, rank], 0, 1 / Math.sqrt(inputs!))),
          up: tf.variable(tf.zeros([rank, outputs!]))
        }))
      )
    })
  }

  /** SHA-256 of the weights of some layers: what their outputs depend on, besides the text. Adapters are not in it. */
  async fingerprint(layers: Iterable<EncoderLayer>): Promise<string> {
    const parts: Array<string> = []
    for (const layer of layers) parts.push(await this.#fingerprintOf(layer))
    return parts.join("-")
  }

  /** Frees the variables. */
  dispose(): void {
    this.#disposeAdapters()
    for (const layer of encoderLayers) tf.dispose(Object.values(this.variables[layer]))
  }

  async #fingerprintOf(layer: EncoderLayer): Promise<string> {
    const variables = Object.values(this.variables[layer])
    const known = this.#fingerprints.get(layer)
    const isPristine = variables.every((variable) => this.#pristine.get(variable) === variable.dataId)
    if (isPristine && known !== undefined) return known
    const arrays = isPristine
      ? Object.values(this.#original.layers[layer]).map(({ values }) => values)
      : await Promise.all(variables.map(async (variable) => (await variable.data()) as Float32Array))
    const made = fingerprintOf(arrays)
    if (isPristine) this.#fingerprints.set(layer, made)
    return made
  }

  #note(variable: Variable): Variable {
    this.#pristine.set(variable, variable.dataId)
    return variable
  }

  #disposeAdapters(): void {
    for (const layer of encoderLayers)
      for (const { down, up } of Object.values(this.#adapters[layer])) tf.dispose([down, up])
    this.#adapters = forEachLayer(() => ({}))
  }
}
