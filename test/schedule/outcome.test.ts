import { describe, expect, it } from "vitest"
import { failureOf, outcomeOf, outcomeOfFailure } from "../../src/schedule/outcome.ts"
import type { Claimed, FailureReason } from "../../src/store/records.ts"
import { TrialFailed } from "../../src/train/Trainer.ts"

const study = { objectives: [{ metric: "accuracy", direction: "maximize" }], constraints: [] } as const
const returned = (metrics: Record<string, number>) => outcomeOf(study, { _tag: "returned", metrics })

describe("outcomeOf", () => {
  it("is complete with a finite objective, whatever else there is", () => {
    expect(returned({ accuracy: 0, loss: NaN })).toEqual({ _tag: "complete", metrics: { accuracy: 0, loss: NaN } })
  })

  it.each([NaN, Infinity, -Infinity])("fails where the objective is %s", (accuracy) => {
    expect(returned({ accuracy })).toMatchObject({ _tag: "failed", failure: { reason: "notFinite" } })
  })

  it("names what was returned in place of the objective", () => {
    expect(returned({ acc: 1, loss: 2 })).toMatchObject({
      failure: { reason: "missingMetric", message: expect.stringContaining('train returned "acc", "loss"') as string }
    })
    expect(returned({})).toMatchObject({ failure: { message: expect.stringContaining("no metrics") as string } })
  })

  describe("with a constraint", () => {
    const bounded = {
      ...study,
      constraints: [
        { metric: "latency", atMost: 20, atLeast: 1 },
        { metric: "size", atMost: 5 }
      ]
    }
    const ended = (metrics: Record<string, number>) => outcomeOf(bounded, { _tag: "returned", metrics })

    it("is complete inside of it, its bounds included", () => {
      const metrics = { accuracy: 0.5, latency: 20, size: 5 }
      expect(ended(metrics)).toEqual({ _tag: "complete", metrics })
    })

    it("is complete outside of it too, and names every constraint that it is outside of", () => {
      const metrics = { accuracy: 0.5, latency: 25, size: 6 }
      expect(ended(metrics)).toEqual({
        _tag: "complete",
        metrics,
        infeasible: "latency 25 is above 20, size 6 is above 5"
      })
      expect(ended({ ...metrics, latency: 0.5, size: 1 })).toHaveProperty("infeasible", "latency 0.5 is below 1")
    })

    it("fails without the metric, and says which one", () => {
      const message = expect.stringContaining(
        'a constraint on "size", but train returned "accuracy", "latency"'
      ) as string
      expect(ended({ accuracy: 1, latency: 3 })).toMatchObject({ failure: { reason: "missingMetric", message } })
    })

    it("fails where the metric is not finite", () => {
      const message = 'train returned NaN as "latency"'
      expect(ended({ accuracy: 1, latency: NaN, size: 1 })).toMatchObject({ failure: { reason: "notFinite", message } })
    })
  })

  it("keeps a verdict's reason", () => {
    expect(outcomeOf(study, { _tag: "stopped", verdict: { _tag: "Prune", reason: "too low" } })).toEqual({
      _tag: "pruned",
      reason: "too low"
    })
  })
})

describe("outcomeOf with several objectives", () => {
  const objectives = [...study.objectives, { metric: "latency", direction: "minimize" }] as const
  const ofBoth = (metrics: Record<string, number>) =>
    outcomeOf({ objectives, constraints: [] }, { _tag: "returned", metrics })

  it("is complete where each of them is finite", () => {
    expect(ofBoth({ accuracy: 1, latency: 2, loss: NaN })).toMatchObject({ _tag: "complete" })
  })

  it("fails with the one that is missing or not finite", () => {
    expect(ofBoth({ accuracy: 1, loss: 2 })).toMatchObject({
      failure: {
        reason: "missingMetric",
        message: `the objectives are "accuracy", "latency", but train returned "accuracy", "loss": "latency" is missing. Return { accuracy, latency }.`
      }
    })
    expect(ofBoth({ accuracy: 1, latency: Infinity })).toMatchObject({
      failure: { reason: "notFinite", message: `train returned Infinity as "latency"` }
    })
    expect(ofBoth({ accuracy: NaN, latency: 1 })).toMatchObject({ failure: { reason: "notFinite" } })
  })
})

describe("failureOf", () => {
  it("keeps reason, message and detail, and leaves out a detail that is not there", () => {
    expect(failureOf(new TrialFailed("crash", "killed", "the last lines"))).toStrictEqual({
      reason: "crash",
      message: "killed",
      detail: "the last lines"
    })
    expect(failureOf(new TrialFailed("error", "no data"))).toStrictEqual({ reason: "error", message: "no data" })
  })
})

describe("outcomeOfFailure", () => {
  const policy = { crash: 2, outOfMemory: 1, timeout: 0 }
  const claimed = (failures: Claimed["failures"]): Claimed => ({
    lease: { study: 1, trial: 0, attempt: 3 },
    params: {},
    seed: 0,
    failures,
    sources: []
  })
  const after = (reason: FailureReason, failures: Claimed["failures"]) =>
    outcomeOfFailure(policy, claimed(failures), { reason, message: "…" })._tag

  it("tries again as often as the policy says, counting each reason alone", () => {
    expect(after("crash", {})).toBe("retry")
    expect(after("crash", { crash: 1, outOfMemory: 5 })).toBe("retry")
    expect(after("crash", { crash: 2 })).toBe("failed")
    expect(after("outOfMemory", { crash: 2 })).toBe("retry")
    expect(after("outOfMemory", { outOfMemory: 1 })).toBe("failed")
    expect(after("timeout", {})).toBe("failed")
  })

  it.each(["error", "noResult", "wrongType"] as const)(
    "never repeats what the same code would do again: %s",
    (reason) => {
      expect(after(reason, {})).toBe("failed")
    }
  )
})
