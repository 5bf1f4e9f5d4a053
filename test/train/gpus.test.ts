/** Discovery against stand-ins for nvidia-smi on the PATH: real processes that answer, fail, lie or hang. */
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { memoryOn } from "../../src/train/gpuMemory.ts"
import { detectGpus, listedGpus } from "../../src/train/gpus.ts"
import { temporaryFolder } from "../support/folder.ts"

const { PATH } = process.env
let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  process.env["PATH"] = folder
})
afterEach(() => {
  process.env["PATH"] = PATH
})

/** A stand-in that answers the query for the cards and the one for their instances. */
const nvidiaSmi = (query: string, listing = ""): void => {
  const file = join(folder, "nvidia-smi")
  writeFileSync(file, `#!/bin/sh\nif [ "$1" = "-L" ]; then\n${listing || ":"}\nelse\n${query}\nfi\n`)
  chmodSync(file, 0o755)
}

describe("memoryOn", () => {
  it("says what is used of the cards that are asked for, by number or UUID, and leaves out what the driver does not say", async () => {
    nvidiaSmi(`echo "0, GPU-aa, 4096, 81559"; echo "1, GPU-bb, 12, 23034"; echo "2, GPU-cc, [N/A], [N/A]"`)
    assert.deepEqual(await memoryOn(["1", "GPU-aa", "2", "MIG-dd"]), [
      { id: "1", usedMiB: 12, totalMiB: 23034 },
      { id: "GPU-aa", usedMiB: 4096, totalMiB: 81559 }
    ])
  })
})

describe("detectGpus", () => {
  it("lists the cards with their memory", async () => {
    nvidiaSmi(`echo "0, NVIDIA H100 80GB HBM3, 81559"; echo "1, NVIDIA L4, 23034"`)
    assert.deepEqual(await detectGpus(), [
      { id: "0", name: "NVIDIA H100 80GB HBM3", memoryMiB: 81559 },
      { id: "1", name: "NVIDIA L4", memoryMiB: 23034 }
    ])
  })

  it("finds none where there is no nvidia-smi", async () => {
    assert.deepEqual(await detectGpus(), [])
  })

  it("finds none where it fails, and where it answers with a sentence", async () => {
    nvidiaSmi(`echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."; exit 9`)
    assert.deepEqual(await detectGpus(), [])
    nvidiaSmi(`echo "No devices were found"`)
    assert.deepEqual(await detectGpus(), [])
  })

  it("does not wait for one that is slow, even if it cannot be told to end", async () => {
    nvidiaSmi(`trap "" TERM INT; exec /bin/sleep 30`, `exec /bin/sleep 30`)
    const start = Date.now()
    assert.deepEqual(await detectGpus(300), [])
    assert.isBelow(Date.now() - start, 10_000)
  })

  it("knows no memory where the driver says [N/A]", async () => {
    nvidiaSmi(`echo "0, NVIDIA GB10, [N/A]"; echo "1, NVIDIA L4, [Not Supported]"`)
    assert.deepEqual(await detectGpus(), [
      { id: "0", name: "NVIDIA GB10" },
      { id: "1", name: "NVIDIA L4" }
    ])
  })

  it("takes a partitioned card as its instances", async () => {
    nvidiaSmi(
      `echo "0, NVIDIA A100-SXM4-40GB, 40960"; echo "1, NVIDIA L4, 23034"`,
      `echo "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6)"
       echo "  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4)"
       echo "  MIG 1g.5gb+me   Device  1: (UUID: MIG-cba663e8-9bed)"
       echo "GPU 1: NVIDIA L4 (UUID: GPU-aaaa)"`
    )
    assert.deepEqual(await detectGpus(), [
      { id: "MIG-c6d4f1ef-42e4", name: "NVIDIA A100-SXM4-40GB, MIG 3g.20gb", memoryMiB: 20480 },
      { id: "MIG-cba663e8-9bed", name: "NVIDIA A100-SXM4-40GB, MIG 1g.5gb+me", memoryMiB: 5120 },
      { id: "1", name: "NVIDIA L4", memoryMiB: 23034 }
    ])
  })
})

describe("listedGpus", () => {
  it("reads CUDA_VISIBLE_DEVICES as CUDA does", () => {
    assert.deepEqual(listedGpus("2,3"), ["2", "3"])
    assert.deepEqual(listedGpus(" 1 , GPU-8932f937-d72c "), ["1", "GPU-8932f937-d72c"])
    assert.deepEqual(listedGpus("MIG-c6d4f1ef-42e4"), ["MIG-c6d4f1ef-42e4"])
    assert.deepEqual(listedGpus("0,-1,1"), ["0"])
    assert.deepEqual(listedGpus("-1"), [])
    assert.deepEqual(listedGpus(""), [])
    assert.deepEqual(listedGpus("NoDevFiles"), [])
  })
})
