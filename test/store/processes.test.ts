import { spawn } from "node:child_process"
import { once } from "node:events"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isAlive, startOf, thisRunner } from "../../src/store/processes.ts"

describe("processes", () => {
  it.effect("this one is alive, and two runners in it have two ids", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* thisRunner(), yield* thisRunner()]
      assert.isTrue(isAlive(one))
      assert.notStrictEqual(one.id, other.id)
      assert.deepEqual({ ...one, id: "" }, { ...other, id: "" })
    })
  )

  it.effect("a later one with the same pid is another one", () =>
    Effect.gen(function* () {
      const runner = yield* thisRunner()
      assert.isFalse(isAlive({ ...runner, processStart: `${runner.processStart} earlier` }))
    })
  )

  it("a killed one is dead before its parent has waited for it", async () => {
    const child = spawn("sleep", ["60"])
    const pid = child.pid!
    const runner = { pid, processStart: startOf(pid)! }
    assert.isTrue(isAlive(runner))
    child.kill("SIGKILL")
    // Without a turn of the event loop nobody waits for the child.
    for (let look = 0; look < 1_000_000 && isAlive(runner); look++);
    assert.isFalse(isAlive(runner))
    await once(child, "exit")
    assert.isFalse(isAlive(runner))
  })
})
