import { describe, expect, it } from "vitest"
import { crossValidate, type CrossValidationContext } from "../../src/train/crossValidate.ts"
import { kFold } from "../../src/train/splits/kFold.ts"

const splits = kFold(10, 4, 1)
/** Any number that depends on the fold. */
const scoreOf = (index: number) => ({ score: [0.5, 0.7, 0.6, 0.8][index]!, odd: index === 2 ? NaN : 1 })

const recording = (stopAfterFold?: number, kept?: { readonly step: number; readonly bytes: Uint8Array }) => {
  const reports: Array<[number, Readonly<Record<string, number>>, number | undefined]> = []
  const stop = new AbortController()
  let saved = kept
  const context: CrossValidationContext = {
    seed: 1,
    signal: stop.signal,
    report: async (step, metrics, at) => {
      reports.push([step, metrics, at?.fold])
      if (at === undefined && step === stopAfterFold) stop.abort(new Error("paused"))
      stop.signal.throwIfAborted()
    },
    checkpoint: {
      save: async (step, state) => {
        saved = { step, bytes: state as Uint8Array }
      },
      load: async () => saved
    }
  }
  return { context, reports, saved: () => saved }
}

describe("crossValidate", () => {
  it("judges every fold, and answers means and deviations", async () => {
    const { context, reports } = recording()
    const seen: Array<number> = []
    const { deviation, folds, mean } = await crossValidate(context, splits, (split, { index }) => {
      expect(split).toBe(splits[index])
      seen.push(index)
      return scoreOf(index)
    })
    expect(seen).toEqual([0, 1, 2, 3])
    expect(mean.score).toBeCloseTo(0.65, 12)
    // Squares of −0.15, 0.05, −0.05, 0.15 over 3.
    expect(deviation.score).toBeCloseTo(Math.sqrt(0.05 / 3), 12)
    expect(folds).toHaveLength(4)
    expect(
      reports.filter(([, , fold]) => fold !== undefined).map(([step, { score }, fold]) => [step, score, fold])
    ).toEqual([
      [1, 0.5, 0],
      [1, 0.7, 1],
      [1, 0.6, 2],
      [1, 0.8, 3]
    ])
    const means = reports.filter(([, , fold]) => fold === undefined)
    expect(means.map(([step]) => step)).toEqual([1, 2, 3])
    expect(means[1]![1]["score"]).toBeCloseTo(0.6, 12)
  })

  it("goes on with the next fold after an interruption, to the same numbers", async () => {
    const whole = await crossValidate(recording().context, splits, (_, { index }) => scoreOf(index))
    const first = recording(3)
    const judged: Array<number> = []
    const judge = (_: unknown, { index }: { readonly index: number }) => {
      judged.push(index)
      return scoreOf(index)
    }
    await expect(crossValidate(first.context, splits, judge)).rejects.toThrow("paused")
    const second = recording(undefined, first.saved())
    expect(await crossValidate(second.context, splits, judge)).toEqual(whole)
    expect(judged).toEqual([0, 1, 2, 3])
    expect(second.reports.map(([, , fold]) => fold)).toEqual([3])
  })

  it("ends a fold's training with the trial", async () => {
    const { context } = recording(1)
    const run = crossValidate(context, splits, async (_, fold) => {
      await fold.context.report(1, {})
      return scoreOf(fold.index)
    })
    await expect(run).rejects.toThrow("paused")
  })

  it("refuses a checkpoint of something else", async () => {
    const { context } = recording(undefined, { step: 2, bytes: Uint8Array.of(1, 2) })
    await expect(crossValidate(context, splits, () => ({}))).rejects.toThrow("not one of this cross-validation")
  })
})
