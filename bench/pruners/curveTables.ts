/** The sets of curves: those of the project's own experiments, and those of the folder named by HYPERSWEEP_TABLES. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { inRepository } from "../support.ts"
import { float } from "../../src/search/space/distributions.ts"
import { type Configurations, curveSet, type CurveSet } from "./CurveSet.ts"

/** Recorded curves, as `bench/pruners/curves` holds them: per metric, per trial, the values from step 1; null: diverged. */
export interface RecordedCurves {
  readonly experiment: string
  readonly command: string
  readonly metrics: Readonly<Record<string, ReadonlyArray<ReadonlyArray<number | null>>>>
}

interface Entry {
  readonly file: string
  readonly shape: ReadonlyArray<number>
  readonly metrics?: ReadonlyArray<string>
  readonly columns?: ReadonlyArray<string>
  /** By column, 1 where it was drawn from a logarithmic range. */
  readonly log?: ReadonlyArray<number>
}

/** The curves of digits by its accuracy and by its loss. */
const ownSets = (): ReadonlyArray<CurveSet> => {
  const { metrics } = JSON.parse(
    readFileSync(inRepository("bench/pruners/curves/digits.json"), "utf8")
  ) as RecordedCurves
  return Object.entries(metrics).map(([metric, curves]) =>
    curveSet(
      `digits ${metric}`,
      curves.map((curve) => Float64Array.from(curve, (value) => (metric === "accuracy" ? -1 : 1) * (value ?? NaN)))
    )
  )
}

const floats = (folder: string, { file }: Entry): Float32Array => {
  const bytes = readFileSync(join(folder, file))
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** The configurations of a table of hyperparameters, [configuration][column]; the range is that of the table. */
const configurationsOf = (folder: string, entry: Entry | undefined): Configurations | undefined => {
  if (entry?.columns === undefined) return undefined
  const { columns, log } = entry
  const bytes = readFileSync(join(folder, entry.file))
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  const count = values.length / columns.length
  const column = (at: number) => Array.from({ length: count }, (_, row) => values[row * columns.length + at]!)
  const space = columns.map((name, at) => {
    const all = column(at)
    return [name, float(Math.min(...all), Math.max(...all), { log: log?.[at] === 1 })] as const
  })
  return {
    space: Object.fromEntries(space),
    params: Array.from({ length: count }, (_, row) =>
      Object.fromEntries(columns.map((name, at) => [name, values[row * columns.length + at]!]))
    )
  }
}

/** Validation losses, [task][configuration][step 0, 1 …]. */
const taskSets = (folder: string, entry: Entry, described?: Configurations): ReadonlyArray<CurveSet> => {
  const values = floats(folder, entry)
  const [tasks, configurations, steps] = entry.shape as [number, number, number]
  return Array.from({ length: tasks }, (_, task) =>
    curveSet(
      `TaskSet ${task + 1}`,
      Array.from({ length: configurations }, (_unused, configuration) => {
        const start = (task * configurations + configuration) * steps
        return Float64Array.from(values.subarray(start + 1, start + steps))
      }),
      described
    )
  )
}

/** Validation cross-entropy and error, of [configuration][epoch 0, 1 …][metric]. */
const lcbenchSets = (folder: string, entry: Entry, described?: Configurations): ReadonlyArray<CurveSet> => {
  const values = floats(folder, entry)
  const [configurations, epochs, metrics] = entry.shape as [number, number, number]
  const sets = [
    ["LCBench cross-entropy", "Train/val_cross_entropy", 1],
    ["LCBench error", "Train/val_accuracy", -1]
  ] as const
  return sets.map(([name, metric, sign]) => {
    const column = entry.metrics!.indexOf(metric)
    const curve = (_: unknown, configuration: number) =>
      Float64Array.from(
        { length: epochs - 1 },
        (_unused, epoch) => sign * values[(configuration * epochs + epoch + 1) * metrics + column]!
      )
    return curveSet(name, Array.from({ length: configurations }, curve), described)
  })
}

/** Every set that is there; the untrained step 0 is left out. */
export const curveSets = (): { readonly own: ReadonlyArray<CurveSet>; readonly tables: ReadonlyArray<CurveSet> } => {
  const folder = process.env["HYPERSWEEP_TABLES"]
  if (folder === undefined || !existsSync(join(folder, "manifest.json"))) return { own: ownSets(), tables: [] }
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Readonly<Record<string, Entry>>
  const tables = [
    ...(manifest["taskset_valid"] === undefined
      ? []
      : taskSets(folder, manifest["taskset_valid"], configurationsOf(folder, manifest["taskset_hp"]))),
    ...(manifest["lcbench_curves"] === undefined
      ? []
      : lcbenchSets(folder, manifest["lcbench_curves"], configurationsOf(folder, manifest["lcbench_hp"])))
  ]
  return { own: ownSets(), tables }
}
