/** `sweep plot`: one plot of a study, as SVG or PNG. */
import { extname } from "node:path"
import * as Effect from "effect/Effect"
import { NotFound, UsageError } from "../errors.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import type { PlotKind } from "../view/plots/Plot.ts"
import { svgToPng } from "../view/plots/png.ts"
import { plotSvg } from "../view/plots/render.ts"
import { attempt } from "./attempt.ts"
import { findStudy } from "./findStudy.ts"
import { fileName, writeResult } from "./pages.ts"
import { now, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface PlotInput {
  readonly kind: PlotKind
  readonly study: string | undefined
  readonly output: string | undefined
  readonly width: number
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

/** Draws one plot into a file, and says into which. */
export const plot = (input: PlotInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const record = yield* (yield* StudyReader).record(study.id)
    const drawn = plotSvg(input.kind, { record, now: now() }, { width: input.width })
    if ("nothing" in drawn)
      return yield* Effect.fail(new NotFound(drawn.nothing, "Go on with sweep run, or look at sweep show."))
    const output = input.output ?? `${fileName(study)}-${input.kind}.svg`
    yield* attempt(() => write(output, drawn.svg))
    if (output !== "-") print(output)
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
