/** Random studies, trials and events, with names that are long, wide, or meant to break a terminal. */
import * as fc from "fast-check"
import type { StudyEvent } from "../../src/schedule/events.ts"
import type { Params, ParamValue } from "../../src/search/SearchSpace.ts"
import type { StoredTrial } from "../../src/store/records.ts"
import { epoch } from "./samples.ts"

/** Any text: also Chinese, Devanagari, emoji, line ends, escape sequences and lone surrogates. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "学习率",
    "パラメーター ".repeat(8),
    "👩‍👩‍👧‍👦🫠🏳️‍🌈",
    "नमस्ते",
    "e\u0301".repeat(30),
    "\u001b[2J\u001b[31mred\u001b[0m",
    "two\nlines\r\nand\ttabs",
    "\ud83d",
    "x".repeat(300)
  )
)

export const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 1e-300, 123_456.789),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: -1_000_000, max: 1_000_000 })
)

const merge = <A extends object, B extends object>(a: A, b: B): A & B => ({ ...a, ...b })

const scalar = fc.oneof(anyNumber, anyText, fc.boolean())

const paramValue: fc.Arbitrary<ParamValue> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyText, fc.dictionary(anyText, scalar, { maxKeys: 3 }))
      .map(([type, inner]) => merge(inner, { type }))
  }
)

const anyParams: fc.Arbitrary<Params> = fc.dictionary(anyText, paramValue, { maxKeys: 6 })

const metrics = fc.dictionary(anyText, anyNumber, { maxKeys: 4 })
const number = fc.nat({ max: 30 })
const at = fc.nat({ max: 10_000_000 }).map((millis) => epoch + millis)
const failure = fc.record(
  {
    reason: fc.constantFrom("error" as const, "crash" as const, "outOfMemory" as const),
    message: anyText,
    detail: anyText
  },
  { requiredKeys: ["reason", "message"] }
)

/** A stored trial in any state. */
export const anyTrial: fc.Arbitrary<StoredTrial> = fc
  .record({
    number: fc.nat({ max: 100_000 }),
    seed: fc.nat(),
    attempt: fc.integer({ min: 1, max: 4 }),
    params: anyParams,
    startedAt: at,
    finishedAt: at
  })
  .chain((base) => {
    const common = { ...base, createdAt: epoch, sawRevision: 1, createdRevision: 2 }
    return fc.oneof(
      fc
        .record({ value: fc.double({ noDefaultInfinity: true, noNaN: true }), metrics })
        .map((end) => merge(common, merge(end, { state: "complete" as const }))),
      anyText.map((prunedBecause) => merge(common, { prunedBecause, state: "pruned" as const })),
      failure.map((ended) => merge(common, { failure: ended, state: "failed" as const })),
      fc
        .constantFrom("waiting" as const, "running" as const, "paused" as const)
        .map((state) => merge(common, { state }))
    )
  })

const ended = fc.oneof(
  fc
    .record({ value: anyNumber, metrics, incumbent: fc.boolean() })
    .map((end) => merge(end, { state: "complete" as const })),
  anyText.map((reason) => ({ state: "pruned" as const, reason })),
  failure.map((why) => ({ state: "failed" as const, failure: why }))
)

const studyStarted: fc.Arbitrary<StudyEvent> = fc.record(
  {
    _tag: fc.constant("StudyStarted" as const),
    at,
    study: anyText,
    store: anyText,
    objective: fc.record({ metric: anyText, direction: fc.constantFrom("maximize" as const, "minimize" as const) }),
    trials: fc.nat({ max: 1000 }),
    finished: fc.nat({ max: 1000 }),
    timeMillis: fc.option(fc.nat(), { nil: undefined }),
    slots: fc.array(anyText, { maxLength: 40 }),
    sampler: anyText,
    pruner: anyText,
    backend: fc.record({ name: anyText, reason: anyText, passedOver: fc.constant([]) }),
    incumbent: fc.record({ number, value: anyNumber, params: anyParams })
  },
  {
    requiredKeys: [
      "_tag",
      "at",
      "study",
      "store",
      "objective",
      "trials",
      "finished",
      "timeMillis",
      "slots",
      "sampler",
      "pruner"
    ]
  }
)

/** Any event, whether it makes sense at this point of a run or not. */
export const anyEvent: fc.Arbitrary<StudyEvent> = fc.oneof(
  { weight: 1, arbitrary: studyStarted },
  {
    weight: 8,
    arbitrary: fc.record({
      _tag: fc.constant("TrialStarted" as const),
      at,
      number,
      attempt: fc.integer({ min: 1, max: 3 }),
      params: anyParams,
      slot: anyText
    })
  },
  {
    weight: 8,
    arbitrary: fc.record(
      {
        _tag: fc.constant("TrialReported" as const),
        at,
        number,
        step: fc.nat(),
        fold: fc.nat({ max: 9 }),
        metrics,
        value: anyNumber
      },
      { requiredKeys: ["_tag", "at", "number", "step", "metrics"] }
    )
  },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("TrialEnded" as const),
      at,
      number,
      params: anyParams,
      durationMillis: fc.nat(),
      end: ended
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("TrialReturned" as const),
      at,
      number,
      because: fc.oneof(
        failure.map((retry) => ({ retry })),
        anyText.map((released) => ({ released }))
      )
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("StudyStopping" as const), at, reason: anyText, running: fc.nat() })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("StudyEnded" as const),
      at,
      reason: fc.oneof(
        fc.constantFrom({ _tag: "budget" as const }, { _tag: "time" as const }, { _tag: "interrupted" as const }),
        anyText.map((message) => ({ _tag: "exhausted" as const, message })),
        anyText.map((message) => ({ _tag: "failures" as const, message }))
      ),
      complete: fc.nat(),
      pruned: fc.nat(),
      failed: fc.nat(),
      trials: fc.nat()
    })
  }
)
