import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "vitest"
import { BackendUnavailable } from "../../../src/errors.ts"
import { chooseBackend, probeAll } from "../../../src/train/tensorflow/chooseBackend.ts"
import { projectWith, standInBackend } from "./children.ts"

/** A project whose native package counts how often it is loaded. */
const counting = (code: string) => {
  const count = `require("node:fs").appendFileSync(require("node:path").join(__dirname, "loads"), "x");`
  const directory = projectWith({ "@tensorflow/tfjs-node": count + code })
  const file = join(directory, "node_modules/@tensorflow/tfjs-node/loads")
  return {
    directory,
    cacheFile: join(directory, "cache", "backend.json"),
    loads: () => {
      try {
        return readFileSync(file, "utf8").length
      } catch {
        return 0
      }
    }
  }
}

describe("chooseBackend", () => {
  it("takes the best that works, and says why the better ones do not", async () => {
    const choice = await chooseBackend({ directory: counting(`throw new Error("no addon")`).directory })
    assert.equal(choice.name, "wasm")
    assert.equal(choice.reason, "it is the first in the order of preference that works here")
    assert.deepEqual(
      choice.passedOver.map(({ name }) => name),
      ["tensorflow-gpu", "tensorflow"]
    )
    assert.equal(choice.passedOver[1]!.reason, "it does not start: no addon")
    for (const { fix } of choice.passedOver) assert.match(fix, /\.$/)
  })

  it("takes the native library where it works (stand-in package: the real library was not run)", async () => {
    const { directory } = counting(standInBackend("tensorflow"))
    assert.equal((await chooseBackend({ directory })).name, "tensorflow")
  })

  it("remembers the answer, and tries again when a package changes", async () => {
    const { directory, cacheFile, loads } = counting(standInBackend("tensorflow"))
    const first = await chooseBackend({ directory, cacheFile })
    const before = performance.now()
    const again = await chooseBackend({ directory, cacheFile })
    assert.isBelow(performance.now() - before, 50)
    assert.deepEqual(again, first)
    assert.equal(loads(), 1)

    const manifest = join(directory, "node_modules/@tensorflow/tfjs-node/package.json")
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace("4.22.0", "4.23.0"))
    await chooseBackend({ directory, cacheFile })
    assert.equal(loads(), 2)
    assert.deepEqual(readdirSync(dirname(cacheFile)), ["backend.json"])
  })

  it.each(["", "{", "null", "[]", `{"fingerprint":1}`])("rewrites a damaged memory: %s", async (damage) => {
    const { directory, cacheFile } = counting(`throw new Error("no addon")`)
    mkdirSync(dirname(cacheFile))
    writeFileSync(cacheFile, damage)
    const choice = await chooseBackend({ asked: "cpu", directory, cacheFile })
    assert.deepEqual(choice, { name: "cpu", reason: "it was asked for", passedOver: [] })
    assert.deepEqual(JSON.parse(readFileSync(cacheFile, "utf8")).choices, { cpu: choice })
  })

  it("works where the memory cannot be written", async () => {
    const { directory } = counting("")
    const cacheFile = join(directory, "node_modules/@tensorflow/tfjs-node/index.js/backend.json")
    assert.equal((await chooseBackend({ asked: "cpu", directory, cacheFile })).name, "cpu")
  })

  it("fails when the one that was asked for does not work, and does not remember that", async () => {
    const { directory, cacheFile, loads } = counting(`throw new Error("no addon")`)
    for (const expected of [1, 2]) {
      try {
        await chooseBackend({ asked: "tensorflow", directory, cacheFile })
        assert.fail("it was chosen")
      } catch (error) {
        assert.instanceOf(error, BackendUnavailable)
        assert.equal(
          error.message,
          'The TensorFlow.js backend "tensorflow" cannot be used here: it does not start: no addon.'
        )
        assert.include(error.hint, "npm rebuild")
      }
      assert.equal(loads(), expected)
    }
  })
})

describe("probeAll", () => {
  it("answers for every backend", async () => {
    const probes = await probeAll({ directory: projectWith({}) })
    assert.deepEqual(
      probes.map(({ name }) => name),
      ["tensorflow-gpu", "tensorflow", "wasm", "webgpu", "cpu"]
    )
    const working = probes.filter(({ ok }) => ok).map(({ name }) => name)
    assert.includeMembers(working, ["wasm", "cpu"])
    for (const probe of probes) if (!probe.ok) assert.isNotEmpty(probe.fix)
  })
})
