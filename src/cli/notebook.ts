/** `sweep notebook`: a study as a notebook of Jupyter. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { renderNotebook } from "../view/page/notebook.ts"
import { svgToPng } from "../view/plots/png.ts"
import { findStudy } from "./findStudy.ts"
import { fileName, readPage, readSource, writeMade } from "./pages.ts"
import { storePath } from "./terminal.ts"

/** What the command line gives. */
export interface NotebookInput {
  readonly study: string | undefined
  readonly output: string | undefined
  readonly images: "svg" | "png"
  readonly store: string | undefined
}

/** Writes the notebook of a study, and says into which file. */
export const notebook = (input: NotebookInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const read = yield* readPage(study)
    const toPng = input.images === "png" ? { toPng: svgToPng } : {}
    yield* writeMade(input.output, `${fileName(study)}.ipynb`, () =>
      renderNotebook({ ...read, ...readSource(study), ...toPng })
    )
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
