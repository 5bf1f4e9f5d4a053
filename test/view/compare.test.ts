import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { StoredTrial } from "../../src/store/records.ts"
import type { FoldValue, TrialHistory } from "../../src/store/StudyReader.ts"
import { compareStudiesJson, renderStudies } from "../../src/view/compareStudies.ts"
import { compareTrialsJson, renderTrials } from "../../src/view/compareTrials.ts"
import { displayWidth } from "../../src/view/text.ts"
import { colourTheme, plainTheme as theme } from "../../src/view/theme.ts"
import { anyTrial } from "./arbitraries.ts"
import { epoch, study, trials } from "./samples.ts"

const historyOf = (trial: StoredTrial, curve: ReadonlyArray<number> = []): TrialHistory => ({
  study,
  trial,
  attempts: [],
  decisions: [],
  checkpoints: [],
  children: [],
  reports: curve.map((accuracy, index) => ({
    trial: trial.number,
    attempt: trial.attempt,
    step: index + 1,
    at: epoch,
    revision: 1,
    metrics: { accuracy }
  }))
})
const compared = (a: StoredTrial, b: StoredTrial, folds: ReadonlyArray<FoldValue> = []) => ({
  study,
  histories: [historyOf(a, [0.1, 0.5, 0.9]), historyOf(b)] as const,
  trials,
  folds
})
const [first, second] = [trials[0]!, trials[2]!]
/** Five folds of each: the same up to a difference that hardly varies, or one that varies as much as it is large. */
const foldsOf = (differences: ReadonlyArray<number>): ReadonlyArray<FoldValue> =>
  differences.flatMap((difference, fold) => [
    { trial: first.number, fold, value: 0.9 + fold / 100 },
    { trial: second.number, fold, value: 0.9 + fold / 100 - difference }
  ])

describe("two trials", () => {
  it("are shown with what differs", () => {
    assert.deepStrictEqual(renderTrials(compared(first, second), { width: 90, theme }).split("\n"), [
      "digits  trial 0 and trial 2",
      "",
      "                    trial 0   trial 2   difference",
      "state               complete  complete",
      "accuracy            0.9731    0.97         -0.0031",
      "loss                0.0821    0.1          +0.0179",
      "learningRate        0.00213   0.0912      +0.08907",
      "units               64        16               -48",
      "optimizer           adam      sgd",
      "data                digits    digits",
      "optimizer.momentum  –         0.1235",
      "duration            12.3s     950ms",
      "curve               ▁▅█",
      "",
      "4 of 5 params differ: learningRate, units, optimizer, optimizer.momentum.",
      "Nothing was measured twice: whether 0.0031 of accuracy is more than noise is not known.",
      "sweep confirm finds out."
    ])
  })

  it("are told apart by what was measured of them, where that suffices", () => {
    const sure = compared(first, second, foldsOf([0.05, 0.051, 0.049, 0.05, 0.05]))
    assert.match(renderTrials(sure, { width: 90, theme }), /Trial 0 is better \(95 % confidence, paired by fold\)\./)
    assert.strictEqual(compareTrialsJson(sure).better, 0)
    const unsure = compared(first, second, foldsOf([0.05, -0.04, 0.03, -0.05, 0.02]))
    assert.match(renderTrials(unsure, { width: 90, theme }), /They are tied/)
    assert.isNull(compareTrialsJson(unsure).better)
    assert.deepStrictEqual(compareTrialsJson(unsure).differing, [
      "learningRate",
      "units",
      "optimizer",
      "optimizer.momentum"
    ])
  })

  it("fit any terminal, whatever their names and values", () => {
    fc.assert(
      fc.property(anyTrial, anyTrial, fc.integer({ min: 30, max: 120 }), (a, b, width) => {
        for (const line of renderTrials(compared(a, b), { width, theme: colourTheme }).split("\n"))
          assert.isAtMost(displayWidth(line), width)
      })
    )
  })
})

describe("two studies", () => {
  const one = (name: string, some: ReadonlyArray<StoredTrial>) => {
    const incumbent = some.find(({ value }) => value !== undefined)
    return {
      summary: {
        study: { ...study, name },
        counts: { complete: some.length },
        lastActivityAt: epoch,
        ...(incumbent === undefined ? {} : { incumbent })
      },
      trials: some,
      folds: []
    }
  }

  it("are shown with how they searched and what came out, also after as many trials", () => {
    const pair = [one("digits", trials.slice(0, 3)), one("digits~1", trials.slice(2, 3))] as const
    const text = renderStudies(pair, { width: 120, theme })
    assert.match(text, /^best +0\.9731 +0\.97 +-0\.0031$/m)
    assert.match(text, /^best of 1 +0\.9731 +0\.97 +-0\.0031$/m)
    assert.match(text, /^units +int\(16, 256, \{ log: true \}\) +int/m)
    assert.deepStrictEqual(
      compareStudiesJson(pair).studies.map(({ bestSoFar, study: name }) => [name, bestSoFar]),
      [
        ["digits", [0.9731, 0.9731, 0.9731]],
        ["digits~1", [0.97]]
      ]
    )
  })

  it("with nothing complete are shown as well", () => {
    assert.match(renderStudies([one("a", []), one("b", [])], { width: 80, theme }), /^best +– +–$/m)
  })
})
