import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { SavedCheckpoint } from "../../../src/train/checkpoint/Checkpoint.ts"
import { checkpointsFor } from "../../../src/train/checkpoint/checkpoints.ts"
import { temporaryFolder } from "../../support/folder.ts"

const make = (artifacts: string | undefined) => {
  const saved: Array<SavedCheckpoint> = []
  const assignment = { number: 1, attempt: 1, params: {}, seed: 0 }
  const words = {
    saved: async (checkpoint: SavedCheckpoint) => void saved.push(checkpoint),
    loaded: async () => {}
  }
  const checkpoint = checkpointsFor(
    artifacts === undefined ? assignment : { ...assignment, checkpoints: { artifacts, sources: [] } },
    words
  )
  return { checkpoint, saved }
}

/** Bytes that say that they are more than can be had: 2 GiB of real ones are too many for a test. */
const hugeBytes = () => Object.defineProperty(new Uint8Array(1), "length", { value: 2 ** 31 })

describe("checkpoint", () => {
  it.each([
    ["a half step", 1.5, new Uint8Array(1), "a step is a whole number"],
    ["step 0", 0, new Uint8Array(1), "a step is a whole number"],
    ["numbers that are not bytes", 1, new Float32Array(2), "Write new Uint8Array(array.buffer, array.byteOffset"],
    ["more bytes than fit into one piece", 1, hugeBytes(), 'save { folder: "path" }'],
    ["nothing", 1, undefined, "neither bytes (a Uint8Array) nor a folder"],
    ["a text", 1, "weights", "neither bytes"],
    ["a folder that is not there", 1, { folder: "/nowhere/at/all" }, "there is no folder /nowhere/at/all"]
  ])("cannot save %s", async (_what, step, state, words) => {
    const { checkpoint, saved } = make(temporaryFolder())
    await expect(checkpoint.save(step, state as never)).rejects.toThrow(words)
    expect(saved).toEqual([])
  })

  it("cannot save a folder that the checkpoints lie in", async () => {
    const folder = temporaryFolder()
    const { checkpoint } = make(join(folder, "artifacts"))
    await expect(checkpoint.save(1, { folder })).rejects.toThrow("the checkpoints lie in it")
  })

  it("saves in the order of the calls, also where nobody waits", async () => {
    const { checkpoint, saved } = make(temporaryFolder())
    await Promise.all([3, 1, 2].map((step) => checkpoint.save(step, new Uint8Array(step))))
    expect(saved.map(({ step }) => step)).toEqual([3, 1, 2])
  })

  it("has nothing to load at first, and says where nothing is kept", async () => {
    const { checkpoint } = make(undefined)
    expect(await checkpoint.load()).toBeUndefined()
    await expect(checkpoint.save(1, new Uint8Array(1))).rejects.toThrow("Nothing keeps checkpoints here")
  })
})
