import { dirname, join, resolve } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { folderName } from "../../src/cli/artifacts.ts"

describe("the folder of a study", () => {
  it("has the study's name where that is plain", () => {
    for (const name of ["digits", "digits~1", "v1.2-b"]) expect(folderName(name)).toBe(name)
  })

  it("stays inside the folder of all, whatever the name", () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom("..", ".", "../../etc", "a/b", "a\\b", "a\0b", "-rf")),
        (name) => {
          const folder = folderName(name)
          expect(dirname(resolve(join("/store", folder)))).toBe("/store")
          expect(folder).toMatch(/^[\w][\w.~-]*$/)
          expect(folder.length).toBeLessThan(120)
        }
      )
    ))

  it("is no other study's", () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 4 }), { minLength: 2, maxLength: 20 }), (names) => {
        expect(new Set(names.map(folderName)).size).toBe(names.length)
      })
    ))
})
