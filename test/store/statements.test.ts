/** Values reach SQL only as bound parameters: what is put into a statement's text is known before anything is read. */
import { describe, expect, it } from "vitest"
import { sourceFiles, sourceFolder } from "../support/architecture.ts"

/** Everything that statements are made of besides their own text. Each is a constant of the module, or a choice of two. */
const constants = [
  /^\w*[cC]olumns(\.replaceAll\(\/\\b\(trial\|attempt\|revision\)\\b\/g, "c\.\$1"\))?$/,
  // A table's prefix, and a column's, in two calls that name both.
  /^runner\("\w+\.?", "runner"\)$|^prefix$|^id$/,
  // A table, named where an import is prepared, with the module's own list of its columns.
  /^table$|^columns\.join\(", "\)$/,
  // "ASC" or "DESC".
  /^order$/,
  /^(noFold|applicationId|latestVersion|confirmationPattern)$/
]

const statement = /\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|VACUUM)\b|\bAS (host|pid)\b/

/** The pieces that are put into the statements of a text. */
const piecesIn = (text: string): ReadonlyArray<string> => {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "")
  return [...code.matchAll(/`(?:[^`\\]|\\.)*`/gs)]
    .map(([template]) => template)
    .filter((template) => statement.test(template))
    .flatMap((template) => [...template.matchAll(/\$\{((?:[^{}]|\{[^}]*\})*)\}/g)].map(([, piece]) => piece!.trim()))
}

const isConstant = (piece: string): boolean => constants.some((pattern) => pattern.test(piece))

describe("the statements of the store", () => {
  it("are made of constants", () => {
    const files = sourceFiles(sourceFolder).filter(({ path }) => /^store\/sqlite(\/|\.ts$)/.test(path))
    expect(files.length).toBeGreaterThan(15)
    const pieces = files.flatMap(({ path, text }) => piecesIn(text).map((piece) => `${path}: ${piece}`))
    expect(pieces.length).toBeGreaterThan(20)
    expect(pieces.filter((piece) => !isConstant(piece.slice(piece.indexOf(": ") + 2)))).toEqual([])
  })

  it("are noticed when a value is put into them", () => {
    const text = "database.prepare(`SELECT * FROM trials WHERE name = '${name}' AND x = ${study.id}`)"
    expect(piecesIn(text).filter((piece) => !isConstant(piece))).toEqual(["name", "study.id"])
  })
})
