import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  readCheckpoint,
  removeCheckpoints,
  removeUnfinished,
  writeCheckpoint
} from "../../../src/train/checkpoint/files.ts"
import { temporaryFolder } from "../../support/folder.ts"

const within = "trial-3/attempt-1"
const bytes = Uint8Array.from([1, 2, 3, 250])

const modelFolder = (): string => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, "shards"))
  writeFileSync(join(folder, "model.json"), "{}")
  writeFileSync(join(folder, "shards", "1.bin"), bytes)
  return folder
}

const save = async (artifacts: string, step: number, state: Parameters<typeof writeCheckpoint>[3]) => ({
  trial: 3,
  attempt: 1,
  ...(await writeCheckpoint(artifacts, within, step, state))
})

describe("a checkpoint on disk", () => {
  it("gives back the bytes that were saved, under a name that says which they are", async () => {
    const artifacts = temporaryFolder()
    const saved = await save(artifacts, 9, bytes)
    expect(saved).toMatchObject({ step: 9, place: "trial-3/attempt-1/step-9", bytes: 4 })
    expect(await readCheckpoint(artifacts, saved)).toEqual({ state: { bytes } })
    expect(readdirSync(join(artifacts, within))).toEqual(["step-9"])
  })

  it("gives back a copy of a folder, which outlives the folder", async () => {
    const [artifacts, folder] = [temporaryFolder(), modelFolder()]
    const saved = await save(artifacts, 2, { folder })
    rmSync(folder, { recursive: true })
    const read = await readCheckpoint(artifacts, saved)
    expect(read).toEqual({ state: { folder: join(artifacts, within, "step-2") } })
    expect(readFileSync(join(artifacts, within, "step-2", "shards", "1.bin"))).toEqual(Buffer.from(bytes))
    expect(saved.bytes).toBe(6)
  })

  it("keeps what is on record when a step is saved again", async () => {
    const artifacts = temporaryFolder()
    const first = await save(artifacts, 1, bytes)
    const second = await save(artifacts, 1, Uint8Array.of(7))
    expect(second.place).toBe("trial-3/attempt-1/step-1.2")
    expect(await readCheckpoint(artifacts, first)).toEqual({ state: { bytes } })
    expect(await readCheckpoint(artifacts, second)).toEqual({ state: { bytes: Uint8Array.of(7) } })
  })

  it.each([
    ["bytes that were cut short", (path: string) => writeFileSync(path, bytes.subarray(0, 3)), "digest differs"],
    ["bytes that were changed", (path: string) => writeFileSync(path, Uint8Array.of(1, 2, 3, 251)), "digest differs"],
    ["a file that is gone", (path: string) => rmSync(path), "is lost"]
  ])("says so, and loads nothing: %s", async (_what, damage, words) => {
    const artifacts = temporaryFolder()
    const saved = await save(artifacts, 5, bytes)
    damage(join(artifacts, saved.place))
    const read = await readCheckpoint(artifacts, saved)
    expect("problem" in read && read.problem).toContain(words)
    expect("problem" in read && read.problem).toContain("step 5 (trial-3/attempt-1/step-5)")
  })

  it.each([
    ["lacks a file", (folder: string) => rmSync(join(folder, "model.json"))],
    ["has one more", (folder: string) => writeFileSync(join(folder, "other"), "")],
    [
      "has one renamed",
      (folder: string) => {
        rmSync(join(folder, "model.json"))
        writeFileSync(join(folder, "model.jsom"), "{}")
      }
    ]
  ])("is not what was saved when a folder %s", async (_what, damage) => {
    const artifacts = temporaryFolder()
    const saved = await save(artifacts, 5, { folder: modelFolder() })
    damage(join(artifacts, saved.place))
    expect(await readCheckpoint(artifacts, saved)).toHaveProperty("problem")
  })

  it("is removed whole, and what is gone is no error", async () => {
    const artifacts = temporaryFolder()
    const { place } = await save(artifacts, 5, { folder: modelFolder() })
    await removeCheckpoints(artifacts, [place, "trial-3/attempt-1/step-99"])
    expect(existsSync(join(artifacts, place))).toBe(false)
  })

  it("leaves nothing half written behind for long", async () => {
    const artifacts = temporaryFolder()
    const { place } = await save(artifacts, 5, bytes)
    writeFileSync(join(artifacts, within, ".step-6-abc.part"), "half")
    mkdirSync(join(artifacts, within, ".step-7-abc.part", "shards"), { recursive: true })
    await removeUnfinished(artifacts, "trial-3")
    await removeUnfinished(artifacts, "trial-4")
    expect(readdirSync(join(artifacts, within))).toEqual([place.split("/").at(-1)])
  })
})
