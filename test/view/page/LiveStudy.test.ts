/** What a page comes to from news is what it would have been made with. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import fc from "fast-check"
import { goOn } from "../../../src/search/Pruner.ts"
import { openMemory } from "../../../src/store/memory.ts"
import type { Claimed, Outcome } from "../../../src/store/records.ts"
import { pageData } from "../../../src/view/page/gather.ts"
import { LiveStudy } from "../../../src/view/page/LiveStudy.ts"
import { pageNews } from "../../../src/view/page/PageNews.ts"
import { stateOf, type PageState } from "../../../src/view/page/PageState.ts"
import { ada, complete, leaseMillis, openStudy } from "../../store/laws/fixtures.ts"

const outcome = fc.oneof(
  fc.constantFrom(0.1, 0.5, 0.5, 0.9).map(complete),
  fc.constantFrom<Outcome>(
    { _tag: "pruned", reason: "below the median" },
    { _tag: "failed", failure: { reason: "error", message: "broken" } },
    { _tag: "released", reason: "interrupted" }
  )
)

const step = fc.oneof(
  fc.constant({ _tag: "claim" } as const),
  fc.record({
    _tag: fc.constant("report" as const),
    pick: fc.nat(3),
    step: fc.nat(3),
    accuracy: fc.constantFrom(0, 0.5)
  }),
  fc.record({ _tag: fc.constant("finish" as const), pick: fc.nat(3), outcome }),
  fc.constant({ _tag: "look" } as const)
)

/** In an order of its own: news tell first what happened first. */
const drawn = ({ attempts, reports, study, trials }: PageState) => ({
  trials,
  revision: study.revision,
  attempts: attempts.toSorted((a, b) => a.trial - b.trial || a.attempt - b.attempt),
  reports: reports.toSorted((a, b) => a.trial - b.trial || (a.attempt ?? 1) - (b.attempt ?? 1) || a.step - b.step)
})

type Step = typeof step extends fc.Arbitrary<infer A> ? A : never

const live = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const { reader, store } = yield* openMemory
    const id = yield* openStudy(store, { declaredTrials: 6 })
    const fresh = Effect.map(reader.record(id), (record) => stateOf(pageData({ record, folds: [], now: 0 })))
    const page = new LiveStudy(yield* fresh)
    const held: Array<Claimed> = []
    for (const one of [...steps, { _tag: "look" } as const]) {
      const lease = "pick" in one ? held[one.pick % Math.max(1, held.length)]?.lease : undefined
      if (one._tag === "claim") {
        const claimed = yield* store.claim(id, ada, leaseMillis)
        if (claimed !== undefined) held.push(claimed)
      } else if (one._tag === "report" && lease !== undefined) {
        const report = { step: one.step, metrics: { accuracy: one.accuracy } }
        yield* store.decide(lease, report, 0, () => goOn)
      } else if (one._tag === "finish" && lease !== undefined) {
        yield* store.finish(lease, one.outcome)
        held.splice(
          held.findIndex((claimed) => claimed.lease === lease),
          1
        )
      } else if (one._tag === "look") {
        const news = pageNews(yield* reader.news(id, page.state.study.revision))
        page.absorb(news, 0)
        assert.strictEqual(page.absorb(news, 0).size, 0)
      }
    }
    assert.deepEqual(drawn(page.state), drawn(yield* fresh))
  })

describe("a study on a page that follows it", () => {
  it("is what it would be if the page were opened anew, whatever the pieces in which the news come", () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), (steps) => Effect.runPromise(live(steps))),
      { numRuns: 60 }
    ))

  it.effect("is asked for anew when it has grown by a tenth", () =>
    Effect.gen(function* () {
      const { reader, store } = yield* openMemory
      const id = yield* openStudy(store, { declaredTrials: 10 })
      const record = yield* reader.record(id)
      const live = new LiveStudy(stateOf(pageData({ record, folds: [], now: 0 })))
      for (let trial = 0; trial < 5; trial++) {
        assert.isFalse(live.isOutgrown())
        const claimed = yield* store.claim(id, ada, leaseMillis)
        yield* store.finish(claimed!.lease, complete(0.5))
        live.absorb(pageNews(yield* reader.news(id, live.state.study.revision)), 0)
      }
      assert.isTrue(live.isOutgrown())
    })
  )
})
