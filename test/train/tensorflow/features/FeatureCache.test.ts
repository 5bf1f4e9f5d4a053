import { execFile } from "node:child_process"
import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, it } from "vitest"
import { featureCache } from "../../../../src/train/tensorflow/features/FeatureCache.ts"
import { Rows } from "../../../../src/train/tensorflow/features/Rows.ts"
import { temporaryFolder } from "../../../support/folder.ts"

const rowsOf = (...rows: ReadonlyArray<ReadonlyArray<number>>): Rows => Rows.of(rows)

const contents = (rows: Rows) => Array.from({ length: rows.count }, (_, index) => Array.from(rows.row(index)))

const never = () => Promise.reject(new Error("computed again"))

describe("the feature cache", () => {
  it("gives back what was computed under a key, also to another cache of the folder", async () => {
    const folder = temporaryFolder()
    const rows = rowsOf([1, 2.5], [], [3])
    expect(await featureCache({ folder }).rows("a", async () => rows)).toBe(rows)
    expect(contents(await featureCache({ folder }).rows("a", never))).toEqual([[1, 2.5], [], [3]])
    expect(contents(await featureCache({ folder }).rows("empty", async () => rowsOf()))).toEqual([])
    expect(contents(await featureCache({ folder }).rows("empty", never))).toEqual([])
  })

  it("computes again what was cut short", async () => {
    const folder = temporaryFolder()
    await featureCache({ folder }).rows("a", async () => rowsOf([1, 2, 3]))
    truncateSync(join(folder, "a.rows"), 20)
    expect(contents(await featureCache({ folder }).rows("a", async () => rowsOf([4])))).toEqual([[4]])
    expect(contents(await featureCache({ folder }).rows("a", never))).toEqual([[4]])
  })

  it("removes what was unused for longest when it is full", async () => {
    const folder = temporaryFolder()
    const cache = featureCache({ folder, mebibytes: 0.01 })
    const large = rowsOf(Array.from({ length: 1000 }, () => 1))
    for (const [age, key] of ["a", "b"].entries()) {
      await cache.rows(key, async () => large)
      utimesSync(join(folder, `${key}.rows`), age + 1, age + 1)
    }
    await cache.rows("a", never)
    await cache.rows("c", async () => large)
    expect(readdirSync(folder).sort()).toEqual(["a.rows", "c.rows"])
  })

  it("takes over the lock of a dead process, and leaves none behind", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "a.rows.lock"), `${hostname()} 4194305`)
    await featureCache({ folder }).rows("a", async () => rowsOf([1]))
    expect(readdirSync(folder)).toEqual(["a.rows"])
    await expect(featureCache({ folder }).rows("b", never)).rejects.toThrow("computed again")
    expect(readdirSync(folder)).toEqual(["a.rows"])
  })

  it("computes anyway where the folder cannot be written", async () => {
    const file = join(temporaryFolder(), "file")
    writeFileSync(file, "")
    expect(contents(await featureCache({ folder: file }).rows("a", async () => rowsOf([1])))).toEqual([[1]])
  })

  it("lets one of several processes compute, and gives the same to all", async () => {
    const folder = temporaryFolder()
    const child = fileURLToPath(new URL("fixtures/computing.ts", import.meta.url))
    const printed = await Promise.all(
      Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [child, folder]))
    )
    expect(new Set(printed.map(({ stdout }) => stdout)).size).toBe(1)
    expect(readFileSync(join(folder, "computed"), "utf8").trim().split("\n")).toHaveLength(1)
    expect(readdirSync(folder).sort()).toEqual(["computed", "shared.rows"])
  })
})
