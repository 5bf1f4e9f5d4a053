/** `sweep plot`: one plot of a study, as SVG or PNG, or drawn in the terminal. */
import { extname } from "node:path"
import * as Effect from "effect/Effect"
import { NotFound, UsageError } from "../errors.ts"
import { readerLayer } from "../store/sqlite.ts"
import type { StoredStudy } from "../store/records.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { didYouMean } from "../view/didYouMean.ts"
import { flatNames } from "../view/params.ts"
import type { PlotKind } from "../view/plots/Plot.ts"
import { svgToPng } from "../view/plots/png.ts"
import { plotText } from "../view/plots/terminal/draw.ts"
import { attempt } from "./attempt.ts"
import { findStudy } from "./findStudy.ts"
import { fileName, writeResult } from "./pages.ts"
import { now, outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface PlotInput {
  readonly kind: PlotKind
  readonly study: string | undefined
  readonly output: string | undefined
  readonly width: number
  readonly terminal: boolean
  readonly params: ReadonlyArray<string> | undefined
  readonly store: string | undefined
}

/** By the ending of the file's name; standard output gets SVG. */
const write = async (output: string, svg: string): Promise<void> => {
  if (output === "-") return void process.stdout.write(`${svg}\n`)
  const ending = extname(output).toLowerCase()
  if (ending !== ".svg" && ending !== ".png")
    throw new UsageError(
      `"${output}" is neither SVG nor PNG.`,
      "End its name with .svg or .png, or write to - for SVG."
    )
  writeResult(output, ending === ".png" ? await svgToPng(svg) : svg, "plot.svg")
}

/** The params that were asked for, all of which the study must have. */
const checkParams = (params: ReadonlyArray<string> | undefined, study: StoredStudy): UsageError | undefined => {
  const known = flatNames(study.spec.space)
  const unknown = params?.find((name) => !known.includes(name))
  if (unknown === undefined) return undefined
  const meant = didYouMean(unknown, known)
  return new UsageError(
    `--params names "${unknown}", which the study does not have.`,
    meant === undefined ? `Params: ${known.join(", ")}.` : `Did you mean "${meant}"?`
  )
}

/** Draws one plot in the terminal, or into a file, and says into which. */
export const plot = (input: PlotInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const mistake = checkParams(input.params, study)
    if (mistake !== undefined) return yield* Effect.fail(mistake)
    const record = yield* (yield* StudyReader).record(study.id)
    const request = { record, now: now(), ...(input.params === undefined ? {} : { params: input.params }) }
    const nothing = (why: string) => new NotFound(why, "Go on with sweep run, or look at sweep show.")
    if (input.terminal || (input.output === undefined && process.stdout.isTTY)) {
      const size = { width: Math.min(outputWidth(), widestText), rows: textRows() }
      const drawn = plotText(input.kind, request, size, outputTheme())
      return "nothing" in drawn ? yield* Effect.fail(nothing(drawn.nothing)) : print(drawn.text)
    }
    const drawn = yield* Effect.map(
      Effect.promise(() => import("../view/plots/render.ts")),
      ({ plotSvg }) => plotSvg(input.kind, request, { width: input.width })
    )
    if ("nothing" in drawn) return yield* Effect.fail(nothing(drawn.nothing))
    const output = input.output ?? `${fileName(study)}-${input.kind}.svg`
    yield* attempt(() => write(output, drawn.svg))
    if (output !== "-") print(output)
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))

/** Wider ones are no easier to read. */
const widestText = 120

/** Lines between the axes: what a screen has room for beside heading, axis and prompt. */
const textRows = (): number => Math.max(6, Math.min(30, (process.stdout.isTTY ? process.stdout.rows || 24 : 24) - 8))
