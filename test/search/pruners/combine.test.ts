import { describe, expect, it } from "vitest"
import { all, any } from "../../../src/search/combine.ts"
import { after } from "../../../src/search/pruners/combine.ts"
import { target } from "../../../src/search/stops/target.ts"
import { peersFrom } from "../../../src/search/pruners/curves.ts"
import { none } from "../../../src/search/pruners/none.ts"
import { goOn, type Pruner, type Verdict } from "../../../src/search/Pruner.ts"
import type { StopRule } from "../../../src/search/Stop.ts"
import { judge } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

const always = (verdict: Verdict, resume?: number): Pruner => ({
  _tag: "Pruner",
  name: "always",
  settings: {},
  judge: () => verdict,
  judgeFold: () => verdict,
  ...(resume === undefined ? {} : { next: () => ({ resume, reason: "because" }) })
})
const prune = always({ _tag: "Prune", reason: "bad" })
const pause = always({ _tag: "Pause", rung: 3, reason: "later" }, 5)
const proceed = always(goOn)
const verdict = (pruner: Pruner, step = 4) => judge(pruner, [[step, 1]], [])
const request = { history: { revision: 0, trials: [] }, canStart: true, show: String }

describe("all", () => {
  it.each([
    ["everybody prunes", all(prune, prune), { _tag: "Prune", reason: "bad; and bad" }],
    ["one goes on", all(prune, proceed), goOn],
    ["the mildest end counts", all(prune, pause), { _tag: "Pause", rung: 3, reason: "bad; and later" }]
  ])("%s", (_what, pruner, expected) => {
    expect(verdict(pruner)).toEqual(expected)
  })
})

describe("any", () => {
  it.each([
    ["nobody ends it", any(proceed, none()), goOn],
    ["one prunes", any(proceed, prune), { _tag: "Prune", reason: "bad" }],
    ["the hardest end counts", any(pause, prune), { _tag: "Prune", reason: "later; and bad" }],
    ["one pauses", any(proceed, pause), { _tag: "Pause", rung: 3, reason: "later" }]
  ])("%s", (_what, pruner, expected) => {
    expect(verdict(pruner)).toEqual(expected)
  })
})

describe("after", () => {
  it("leaves the warm-up alone, its last step included", () => {
    expect(verdict(after(4, prune), 4)).toEqual(goOn)
    expect(verdict(after(4, prune), 5)._tag).toBe("Prune")
  })
})

describe("what is made of pruners", () => {
  it.each([
    ["all", all(proceed, pause)],
    ["any", any(proceed, pause)],
    ["after", after(1, pause)]
  ])("resumes as its parts do: %s", (_name, pruner) => {
    expect(pruner.next!(request)).toEqual({ resume: 5, reason: "because" })
  })

  it("judges folds as its parts do", () => {
    const points = { fold: 1, step: 2, value: 0 }
    const { peers, show, trial } = {
      peers: peersFrom([]),
      show: String,
      trial: { number: 0, state: "running", points: [] } as const
    }
    const asked = { trial, report: points, peers, show }
    expect(any(none(), prune).judgeFold!(asked)._tag).toBe("Prune")
    expect(all(none(), prune).judgeFold!(asked)._tag).toBe("Continue")
    expect(after(1, prune).judgeFold!(asked)._tag).toBe("Prune")
    expect(after(2, prune).judgeFold!(asked)._tag).toBe("Continue")
    expect(after(2, none()).judgeFold).toBeUndefined()
  })

  it("has its parts on record", () => {
    expect(after(2, any(none())).settings).toEqual({
      warmUp: 2,
      of: [{ name: "any", settings: { of: [{ name: "none", settings: {} }] } }]
    })
  })

  it("needs parts, and a warm-up", () => {
    expect(refusal(() => all()).message).toBe("all() has nothing to combine.")
    expect(refusal(() => any()).message).toBe("any() has nothing to combine.")
    expect(refusal(() => any<Pruner | StopRule>(none(), target(1))).message).toBe(
      "any combines pruners or stop rules, but it was given both."
    )
    expect(refusal(() => after(0, none())).message).toBe("after: the warm-up must be at least one step, but it is 0.")
  })
})
