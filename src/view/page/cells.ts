/** A study file as cells: the percent format, in which `// %%` begins code and `// %% [markdown]` prose in comments. */

/** Prose as Markdown, or code. */
export interface Cell {
  readonly kind: "markdown" | "code"
  readonly text: string
}

const boundary = /^\/\/ ?%%(.*)$/
const commentLine = /^\s*\/\/ ?/

/** Prose stands in line comments, or in one block comment. */
const proseOf = (lines: ReadonlyArray<string>): string => {
  const text = lines.join("\n").trim()
  const block = /^\/\*+\n?([\s\S]*?)\*\/$/.exec(text)
  if (block !== null) return block[1]!.replaceAll(/^ ?\* ?/gm, "").trim()
  return lines
    .map((line) => line.replace(commentLine, ""))
    .join("\n")
    .trim()
}

/** The cells of a file in their order, empty ones left out. What stands before the first mark is code. */
export const cellsOf = (source: string): ReadonlyArray<Cell> => {
  const cells: Array<{ readonly kind: Cell["kind"]; readonly lines: Array<string> }> = [{ kind: "code", lines: [] }]
  for (const line of source.replaceAll("\r\n", "\n").split("\n")) {
    const mark = boundary.exec(line)
    if (mark === null) cells.at(-1)!.lines.push(line)
    else cells.push({ kind: /\[(markdown|md)\]/.test(mark[1]!) ? "markdown" : "code", lines: [] })
  }
  return cells.flatMap(({ kind, lines }) => {
    const text =
      kind === "markdown"
        ? proseOf(lines)
        : lines
            .join("\n")
            .replace(/^\s*\n/, "")
            .trimEnd()
    return text === "" ? [] : [{ kind, text }]
  })
}

/** The place of the cell that exports the study, and so has the results for its output; the last one where none does. */
export const resultCell = (cells: ReadonlyArray<Cell>): number => {
  const found = cells.findLastIndex(
    ({ kind, text }) => kind === "code" && /^export\s+(default\b|\{[^}]*\bdefault\b)/m.test(text)
  )
  return found === -1 ? cells.length - 1 : found
}
