import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { goOn } from "../../../src/search/Pruner.ts"
import { claimNext, complete, openStudy } from "../../store/laws/fixtures.ts"
import { ask, dashboard, listen } from "./serving.ts"

const read = ({ text }: { readonly text: string }): unknown => JSON.parse(text)

describe("the dashboard's server", () => {
  it.live("tells the studies, a study and a trial, and that there is nothing elsewhere", () =>
    Effect.gen(function* () {
      const { port, store } = yield* dashboard
      const id = yield* openStudy(store)
      yield* claimNext(store, id)
      assert.deepEqual(read(yield* ask(port, "/studies")), [{ id, name: "digits", counts: { running: 1, waiting: 3 } }])
      assert.deepEqual(read(yield* ask(port, `/studies/${id}`)), { revision: 2, trials: 4 })
      assert.deepEqual(read(yield* ask(port, `/studies/${id}/trials/0`)), {
        number: 0,
        state: "running",
        log: "log of digits, attempt 1"
      })
      for (const path of [
        "/studies/9",
        `/studies/${id}/trials/9`,
        "/studies/9/events",
        "/x",
        "/studies/1/../x",
        "/studies/%00"
      ])
        assert.strictEqual((yield* ask(port, path)).status, 404, path)
      const { headers, status, text } = yield* ask(port, "/")
      assert.deepEqual([status, text], [200, "<!doctype html>"])
      assert.deepInclude(headers, {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store"
      })
    })
  )

  it.live("listens on loopback only, and answers to its own name only", () =>
    Effect.gen(function* () {
      const { port } = yield* dashboard
      for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
        assert.strictEqual((yield* ask(port, "/studies", { headers: { host } })).status, 200, host)
      for (const host of [
        "127.0.0.1",
        `evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
        `localhost:${port + 1}`
      ])
        for (const path of ["/", "/studies"])
          assert.strictEqual((yield* ask(port, path, { headers: { host } })).status, 403, host)
      // HTTP/1.1 without a host is no request at all.
      assert.strictEqual((yield* ask(port, "/studies", { headers: { host: null } })).status, 400)
    })
  )

  it.live("refuses other pages, and changes without its token", () =>
    Effect.gen(function* () {
      const { port, store } = yield* dashboard
      const id = yield* openStudy(store)
      const path = `/studies/${id}/stop`
      const refused: ReadonlyArray<Readonly<Record<string, string | null>>> = [
        { authorization: null },
        { authorization: "Bearer wrong" },
        { authorization: "the-token" },
        { origin: null },
        { origin: "null" },
        { origin: "http://evil.example" },
        { origin: `http://127.0.0.1:${port + 1}` },
        { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" }
      ]
      for (const headers of refused)
        assert.strictEqual((yield* ask(port, path, { body: {}, headers })).status, 403, JSON.stringify(headers))
      for (const headers of [{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }])
        assert.strictEqual((yield* ask(port, "/studies", { headers })).status, 403)
      assert.deepEqual(yield* store.asked(id, 0), [])
      for (const method of ["PUT", "DELETE", "OPTIONS"])
        assert.strictEqual((yield* ask(port, path, { method, body: {} })).status, 405)
      assert.strictEqual((yield* ask(port, path)).status, 404)
      assert.deepEqual(yield* store.asked(id, 0), [])
      assert.strictEqual((yield* ask(port, path, { body: {} })).status, 200)
      assert.lengthOf(yield* store.asked(id, 0), 1)
    })
  )

  it.live("asks runners for what a person wants, and says what makes no sense", () =>
    Effect.gen(function* () {
      const { port, store } = yield* dashboard
      const id = yield* openStudy(store)
      const { lease } = yield* claimNext(store, id)
      assert.strictEqual((yield* ask(port, `/studies/${id}/trials/0/stop`, { body: {} })).status, 200)
      assert.strictEqual((yield* ask(port, `/studies/${id}/parallelism`, { body: { slots: 3 } })).status, 200)
      assert.deepEqual(
        (yield* store.asked(id, 0)).map(({ request }) => request),
        [
          { _tag: "stopTrial", trial: 0 },
          { _tag: "parallelism", slots: 3 }
        ]
      )
      yield* store.finish(lease, complete(0.5))
      const bad: ReadonlyArray<readonly [path: string, body: unknown, words: string]> = [
        ["trials/0/stop", {}, "complete already"],
        ["trials/9/stop", {}, "no trial 9"],
        ["parallelism", { slots: 0 }, "whole number"],
        ["parallelism", { slots: "2" }, "whole number"],
        ["parallelism", null, "whole number"],
        ["parallelism", "{", "JSON"],
        ["points", { params: { rate: 1 } }, "text for each param"],
        ["points", { params: { rate: "7", optimizer: "adam" } }, "none of its values"],
        ["points", { params: { speed: "7" } }, "no param speed"],
        ["points", "x".repeat(70_000), "64 kB"]
      ]
      for (const [path, body, words] of bad) {
        const got = yield* ask(port, `/studies/${id}/${path}`, { body })
        assert.include([400, 404], got.status, path)
        assert.include(got.text, words)
      }
      assert.lengthOf(yield* store.asked(id, 0), 2 - 1)
    })
  )

  it.live("puts a point first in line where the budget has room for it", () =>
    Effect.gen(function* () {
      const { port, reader, store } = yield* dashboard
      const id = yield* openStudy(store)
      const point = { params: { rate: "1e-3", optimizer: "sgd", "optimizer.momentum": "0.5" } }
      const full = yield* ask(port, `/studies/${id}/points`, { body: point })
      assert.deepEqual([full.status, full.text.includes("budget")], [400, true])
      yield* store.setBudget(id, 5)
      assert.deepEqual(read(yield* ask(port, `/studies/${id}/points`, { body: point })), { number: 4 })
      const { trial } = yield* reader.trial(id, 4)
      assert.deepEqual(trial.params, { rate: 0.001, optimizer: { type: "sgd", momentum: 0.5 } })
      assert.strictEqual(trial.evidence?.reason, "put first from the dashboard")
    })
  )

  it.live(
    "follows a study: each event tells what is new since the one before, and a lost connection loses nothing",
    () =>
      Effect.gen(function* () {
        const { port, store } = yield* dashboard
        const id = yield* openStudy(store)
        const first = yield* claimNext(store, id)
        const { revision } = yield* store.study(id)
        const path = `/studies/${id}/events`
        const following = yield* listen(port, `${path}?since=${revision}`)
        yield* store.decide(first.lease, { step: 1, metrics: { accuracy: 0.5 } }, 0, () => goOn)
        const [told] = yield* Effect.promise(() => following.events(1))
        assert.deepEqual(told, { id: String(revision + 1), data: { revision: revision + 1, trials: [], reports: 1 } })
        following.leave()
        yield* store.finish(first.lease, complete(0.5))
        const again = yield* listen(port, `${path}?since=${revision}`, { "last-event-id": told!.id! })
        const [later] = yield* Effect.promise(() => again.events(1))
        assert.deepEqual(later?.data, { revision: revision + 2, trials: [[0, "complete"]], reports: 0 })
      })
  )

  it.live("tells what comes in a storm together, and everything that there is to tell", () =>
    Effect.gen(function* () {
      const { port, store } = yield* dashboard
      const id = yield* openStudy(store, { declaredTrials: 200 })
      const since = (yield* store.study(id)).revision
      const following = yield* listen(port, `/studies/${id}/events?since=${since}`)
      const began = performance.now()
      for (let trial = 0; trial < 200; trial++) {
        const { lease } = yield* claimNext(store, id)
        yield* store.finish(lease, complete(trial / 200))
      }
      const { revision } = yield* store.study(id)
      const events = yield* Effect.promise(() => following.upTo(String(revision)))
      const tenths = (performance.now() - began) / 100
      const told = events.map(({ data }) => data as { readonly trials: ReadonlyArray<readonly [number, string]> })
      assert.isAtMost(told.length, tenths + 2)
      const last = new Map(told.flatMap(({ trials }) => trials))
      assert.lengthOf(
        [...last.values()].filter((state) => state === "complete"),
        200
      )
    })
  )

  it.live("tells whoever does not read nothing more, and what it has missed when it reads again", () =>
    Effect.gen(function* () {
      const { port, store } = yield* dashboard
      const id = yield* openStudy(store, { declaredTrials: 1 })
      const text = "x".repeat(200_000)
      const following = yield* listen(port, "/events")
      yield* Effect.promise(() => following.events(1))
      following.pause()
      const { lease } = yield* claimNext(store, id)
      yield* store.finish(lease, { _tag: "failed", failure: { reason: "error", message: text } })
      yield* Effect.sleep("1500 millis")
      following.resume()
      const told = yield* Effect.promise(() => following.events(2))
      assert.deepInclude(told.at(-1)?.data as object[], { id, name: "digits", counts: { failed: 1 } })
    })
  )

  it.live("tells of new studies", () =>
    Effect.gen(function* () {
      const { port, store } = yield* dashboard
      const following = yield* listen(port, "/events")
      const [none] = yield* Effect.promise(() => following.events(1))
      assert.deepEqual(none?.data, [])
      const id = yield* openStudy(store, { name: "<b>&</b>", declaredTrials: 1 })
      const [, one] = yield* Effect.promise(() => following.events(2))
      assert.deepEqual(one?.data, [{ id, name: "<b>&</b>", counts: { waiting: 1 } }])
    })
  )
})
