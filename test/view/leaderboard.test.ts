import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { columnMistake, leaderboardColumns } from "../../src/view/columns.ts"
import { jsonLine } from "../../src/view/json.ts"
import { renderLeaderboard } from "../../src/view/leaderboard.ts"
import { leaderboardCsv, leaderboardJson, leaderboardMarkdown } from "../../src/view/leaderboardData.ts"
import { rankTrials } from "../../src/view/ranking.ts"
import { displayWidth } from "../../src/view/text.ts"
import { colourTheme, plainTheme as theme } from "../../src/view/theme.ts"
import { anyText, anyTrial } from "./arbitraries.ts"
import { epoch, study, trials } from "./samples.ts"

const draw = (options: Partial<Parameters<typeof renderLeaderboard>[0]> = {}) =>
  renderLeaderboard({ study, trials, width: 100, theme, ...options }).split("\n")

describe("renderLeaderboard", () => {
  it("ranks the complete trials, marks ties and tells what it does not know", () => {
    assert.deepStrictEqual(draw(), [
      "digits  maximize accuracy  3 complete, 1 pruned, 1 failed, 1 running, budget 60",
      "",
      "rank  trial  accuracy  learningRate  units  optimizer  optimizer.momentum  data    duration",
      "  =1      0    0.9731       0.00213     64  adam                        –  digits     12.3s",
      "  =1      1    0.9731        1.2e-4    128  sgd                       0.9  digits    1m 04s",
      "   3      2    0.9700        0.0912     16  sgd                    0.1235  digits     950ms",
      "",
      "2 pruned or failed trials not shown; --all adds them.",
      "Ranking from single runs: differences smaller than the noise between seeds are not significant."
    ])
  })

  it("shows the others below when asked to", () => {
    assert.deepStrictEqual(draw({ all: true, columns: ["rank", "trial", "value", "state", "reason"] }).slice(2, 9), [
      "rank  trial  accuracy  state     reason",
      "  =1      0    0.9731  complete",
      "  =1      1    0.9731  complete",
      "   3      2    0.9700  complete",
      "   –      3         –  pruned    0.71 at step 3 is not among the best 4 of 12 at rung 1",
      "   –      4         –  failed    outOfMemory: the trial's process was killed at 512 MiB",
      "   –      5         –  running"
    ])
  })

  it("says what a narrow terminal and --top leave out", () => {
    assert.deepStrictEqual(draw({ width: 44, top: 1 }), [
      "digits  maximize accuracy  3 complete, 1 pr…",
      "",
      "rank  trial  accuracy  learningRate  units",
      "  =1      0    0.9731       0.00213     64",
      "not shown: optimizer, optimizer.momentum,",
      "data, duration; widen the terminal or use",
      "--columns",
      "",
      "1 of 3 complete trials; --top 3 shows them",
      "all.",
      "2 pruned or failed trials not shown; --all",
      "adds them.",
      "Ranking from single runs: differences",
      "smaller than the noise between seeds are not",
      "significant."
    ])
  })

  it("is a sentence while nothing is complete", () => {
    assert.deepStrictEqual(draw({ trials: [] }), [
      "digits  maximize accuracy  no trials, budget 60",
      "",
      "No trial is complete yet."
    ])
  })

  it("is never wider than the terminal, whatever the names and values", () => {
    fc.assert(
      fc.property(
        fc.array(anyTrial, { maxLength: 8 }),
        anyText,
        fc.integer({ min: 30, max: 140 }),
        fc.boolean(),
        (some, name, width, all) => {
          const text = renderLeaderboard({ study: { ...study, name }, trials: some, width, theme: colourTheme, all })
          for (const line of text.split("\n")) assert.isAtMost(displayWidth(line), width)
        }
      )
    )
  })
})

describe("rankTrials", () => {
  it("puts the better before the worse, and counts those before for the rank", () => {
    fc.assert(
      fc.property(fc.array(anyTrial), fc.constantFrom("maximize" as const, "minimize" as const), (some, direction) => {
        const ranked = rankTrials(some, { objective: { metric: "score", direction } })
        for (const { rank, tied, trial } of ranked) {
          const value = trial.value ?? Number.NaN
          const better = ranked.filter(({ trial: other }) =>
            direction === "maximize" ? (other.value ?? value) > value : (other.value ?? value) < value
          )
          assert.strictEqual(rank, better.length + 1)
          assert.strictEqual(tied, ranked.filter((other) => other.rank === rank).length > 1)
        }
      })
    )
  })
})

describe("columns", () => {
  const known = leaderboardColumns(study, trials)

  it("are rank, trial, value, the params, other metrics and what else is known", () => {
    assert.includeMembers(
      [...known.keys()],
      ["rank", "value", "accuracy", "optimizer.momentum", "loss", "metrics.loss", "seed"]
    )
  })

  it("that do not exist are a mistake with a hint", () => {
    assert.isUndefined(columnMistake(["rank", "params.units"], known))
    assert.strictEqual(columnMistake(["momentun", "rank"], known)?.message, 'There is no column "momentun".')
    assert.strictEqual(columnMistake(["learningrate"], known)?.hint, 'Did you mean "learningRate"?')
    assert.match(columnMistake(["?"], known)?.hint ?? "", /^Columns: loss, learningRate, .*attempts\.$/)
  })

  it("mean the param by its full name where it is named like another column", () => {
    const space = { rank: { _tag: "int", low: 1, high: 9, log: false, step: 1 } } as const
    const named = { ...study, spec: { ...study.spec, space } }
    const some = trials.slice(0, 1).map((trial) => Object.assign({}, trial, { params: { rank: 7 } }))
    const lines = draw({ study: named, trials: some, columns: ["rank", "params.rank"] })
    assert.deepStrictEqual(lines.slice(2, 4), ["rank  rank", "   1     7"])
  })
})

describe("the leaderboard as data", () => {
  it("is plain data with every digit", () => {
    const [first] = leaderboardJson({ study, trials }).trials
    assert.deepStrictEqual(first, {
      rank: 1,
      tied: true,
      number: 0,
      value: 0.9731,
      halfWidth: null,
      tiedWithFirst: null,
      expected: null,
      metrics: { accuracy: 0.9731, loss: 0.0821 },
      params: { learningRate: 0.002_13, units: 64, optimizer: { type: "adam" }, data: "digits" },
      state: "complete",
      durationMillis: 12_345
    })
    assert.deepStrictEqual(
      leaderboardJson({ study, trials, all: true, top: 1 }).trials.map(({ number, rank }) => [number, rank]),
      [
        [0, 1],
        [3, null],
        [4, null],
        [5, null]
      ]
    )
  })

  it("is CSV as RFC 4180 has it", () => {
    assert.strictEqual(
      leaderboardCsv({ study, trials: trials.slice(0, 2) }),
      [
        "rank,tied,number,state,value,metrics.loss,params.learningRate,params.units,params.optimizer,params.optimizer.momentum,params.data,durationMillis",
        "1,true,0,complete,0.9731,0.0821,0.00213,64,adam,,digits,12345",
        "1,true,1,complete,0.9731,0.0912,0.00012,128,sgd,0.9,digits,64100",
        ""
      ].join("\r\n")
    )
    const odd = { ...trials[0], number: 1, params: { data: 'a "b",\nc' } } as (typeof trials)[number]
    assert.include(leaderboardCsv({ study, trials: [odd] }), ',"a ""b"",\nc",12345\r\n')
    const evil = { "=HYPERLINK(A1)": "=1+1", at: "@SUM(A1)", minus: "-2+3", number: -2, tab: "\t=1" }
    const csv = leaderboardCsv({ study, trials: [{ ...trials[0], params: evil } as (typeof trials)[number]] })
    assert.include(csv, "params.=HYPERLINK(A1)")
    assert.include(csv, ",'=1+1,'@SUM(A1),'-2+3,-2,'\t=1,")
  })

  it("is a table in Markdown that no text breaks", () => {
    const odd = { ...trials[0], params: { data: "a|b\n*c*" }, startedAt: epoch } as (typeof trials)[number]
    assert.deepStrictEqual(leaderboardMarkdown({ study, trials: [odd] }).split("\n"), [
      "| rank | trial | accuracy | state | learningRate | units | optimizer | optimizer.momentum | data | duration |",
      "| --: | --: | --: | --- | --: | --: | --: | --: | --: | --: |",
      "| 1 | 0 | 0.9731 | complete |  |  |  |  | a\\|b \\*c\\* | 12.3s |"
    ])
  })

  it("stays JSON where a metric is not finite", () => {
    assert.strictEqual(jsonLine({ loss: Number.NaN, a: [-Infinity], b: 1 }), '{"loss":"NaN","a":["-Infinity"],"b":1}')
  })
})
