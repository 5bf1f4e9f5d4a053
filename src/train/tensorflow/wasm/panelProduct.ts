import type { TensorInfo } from "@tensorflow/tfjs-core"
import { assembled } from "./assembly.ts"
import { isPaired, type Product } from "./matMul.ts"
import { panelRoutine, panelWidth } from "./panelRoutine.ts"
import { Scratch } from "./Scratch.ts"
import { transposed } from "./transposed.ts"
import type { Core } from "../TensorFlow.ts"

const routineOn = assembled(panelRoutine)

/** With less to add up, the time goes into writing the result, which is quickest row by row. */
const leastInner = 4

const matricesIn = ({ shape }: TensorInfo): number => shape.slice(0, -2).reduce((product, size) => product * size, 1)

/**
 * Products of 32-bit matrices, as many on the left as on the right, by `panelRoutine`, which adds up in the order of the
 * backend's XNNPACK and comes to the same numbers. XNNPACK first packs the whole of b, slowly: that is most of a product with
 * few rows, and comes again after every update of a kernel. It takes factors only as they lie, and one pair at a time,
 * where the heads of an attention are many.
 */
export const inPanels =
  (core: Core, multiply: Product): Product =>
  (call) => {
    const { attrs, backend, inputs } = call
    const { transposeA, transposeB } = attrs
    const rows = inputs.a.shape.at(transposeA ? -1 : -2)!
    const inner = inputs.a.shape.at(transposeA ? -2 : -1)!
    if (inner < leastInner || !isPaired(inputs) || inputs.b.shape.at(transposeB ? -1 : -2) !== inner)
      return multiply(call)
    const scratch = new Scratch(core, backend)
    const { a } = inputs
    const b = transposeB ? scratch.keep(transposed(backend, inputs.b)) : inputs.b
    const columns = b.shape.at(-1)!
    const panel = scratch.keep(backend.makeOutput([inner * (panelWidth / 4)], "float32"))
    const result = backend.makeOutput([...a.shape.slice(0, -2), rows, columns], "float32")
    const run = routineOn(backend)
    const [left, right, to, over] = [a, b, result, panel].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [
      number,
      number,
      number,
      number
    ]
    const [rowStep, valueStep] = transposeA ? ([4, 4 * rows] as const) : ([4 * inner, 4] as const)
    for (let pair = 0; pair < matricesIn(a); pair++) {
      const [ofA, ofB, ofResult] = [rows * inner, inner * columns, rows * columns].map((size) => 4 * pair * size)
      run(left + ofA!, rowStep, valueStep, right + ofB!, to + ofResult!, over, rows, inner, 4 * columns)
    }
    return scratch.free(result)
  }
