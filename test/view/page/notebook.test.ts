import { readFileSync } from "node:fs"
import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { certaintyIn, pageData } from "../../../src/view/page/gather.ts"
import { renderNotebook, type NotebookRequest } from "../../../src/view/page/notebook.ts"
import { manyRecord } from "../many.ts"

const { $schema: _draft4, ...schema } = JSON.parse(
  readFileSync(new URL("nbformat/nbformat.v4.5.schema.json", import.meta.url), "utf8")
) as Record<string, unknown>
const isNotebook = new Ajv({ strict: false }).compile(schema)

interface Notebook {
  readonly nbformat: number
  readonly nbformat_minor: number
  readonly cells: ReadonlyArray<{
    readonly cell_type: string
    readonly id: string
    readonly source: ReadonlyArray<string>
    readonly outputs?: ReadonlyArray<{
      readonly output_type: string
      readonly data?: Record<string, ReadonlyArray<string> | string>
    }>
  }>
}

const request = (change: Partial<NotebookRequest> = {}): NotebookRequest => {
  const record = manyRecord()
  const certainty = certaintyIn(record, [])
  return {
    record,
    data: pageData({ record, folds: [], now: 1_800_000_000_000 }),
    ...(certainty === undefined ? {} : { certainty }),
    source:
      '// %% [markdown]\n// # Digits\n//\n// Prose.\n\n// %%\nimport x from "x"\n\n// %%\nexport default study({})\n',
    notes: [],
    ...change
  }
}

const made = async (change?: Partial<NotebookRequest>): Promise<Notebook> => {
  const notebook: unknown = JSON.parse(await renderNotebook(request(change)))
  expect(isNotebook(notebook), JSON.stringify(isNotebook.errors)).toBe(true)
  return notebook as Notebook
}

describe("a notebook", () => {
  it("is one by Jupyter's schema, with the study's cells and the results below the one that exports it", async () => {
    const { cells, nbformat, nbformat_minor } = await made()
    expect([nbformat, nbformat_minor]).toEqual([4, 5])
    expect(cells.map(({ cell_type }) => cell_type)).toEqual(["markdown", "code", "code", "markdown"])
    expect(cells[0]!.source.join("")).toBe("# Digits\n\nProse.")
    expect(cells[1]!.outputs).toEqual([])
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
    const outputs = cells[2]!.outputs!
    expect(String(outputs[0]!.data!["text/plain"])).toContain("digits  maximize accuracy")
    const pictures = outputs.flatMap(({ data }) => (data?.["image/svg+xml"] === undefined ? [] : [data]))
    expect(pictures.length).toBeGreaterThan(6)
    for (const data of pictures) {
      expect((data["image/svg+xml"] as ReadonlyArray<string>).join("")).toMatch(/^<svg /)
      expect(String(data["text/plain"])).toMatch(/^\[\w+ of digits: .+\]$/)
    }
    expect(cells[3]!.source.join("")).toContain("learningRate | float(0.0001, 0.1, { log: true })")
  })

  it("has other pictures where that was asked for", async () => {
    const { cells } = await made({ toPng: (svg) => Promise.resolve(new TextEncoder().encode(svg.slice(0, 4))) })
    const pictures = cells[2]!.outputs!.flatMap(({ data }) => data?.["image/png"] ?? [])
    expect(pictures.length).toBeGreaterThan(6)
    for (const picture of pictures) expect(Buffer.from(picture, "base64").toString()).toBe("<svg")
  })

  it("needs no study file, and no complete trial", async () => {
    const { source: _, ...rest } = request()
    const record = { ...rest.record, trials: [], attempts: [], reports: [] }
    const data = pageData({ record, folds: [], now: 0 })
    const notebook: unknown = JSON.parse(await renderNotebook({ ...rest, record, data, notes: ["It is gone."] }))
    expect(isNotebook(notebook), JSON.stringify(isNotebook.errors)).toBe(true)
    expect((notebook as Notebook).cells[0]!.source).toEqual(["// It is gone."])
  })

  it("is the same text when it is written again, the pictures' names apart", async () => {
    const plain = (text: string): string => text.replaceAll(/zr\d+-/g, "zr-").replaceAll(/cls-\d+/g, "cls")
    expect(plain(await renderNotebook(request()))).toBe(plain(await renderNotebook(request())))
  })
})
