/** How long the event loop is blocked by suggestions while 1,000 trials are on record, in a thread and without one. */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { json } from "node:stream/consumers"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { openRun } from "../src/schedule/runStudy.ts"
import { newStudy } from "../src/schedule/storedForm.ts"
import { inProcess } from "../src/schedule/suggestions/inProcess.ts"
import type { MakeSuggester } from "../src/schedule/suggestions/Suggester.ts"
import { inThread } from "../src/schedule/suggestions/thread.ts"
import { rngFor } from "../src/search/math/rng.ts"
import { sampleParams } from "../src/search/space/sample.ts"
import type { Params } from "../src/search/SearchSpace.ts"
import type { OpenStore } from "../src/store/sqlite/both.ts"
import { openSqlite } from "../src/store/sqlite.ts"
import { thisRunner } from "../src/store/processes.ts"
import { TrialStore } from "../src/store/TrialStore.ts"
import { cutSlots } from "../src/train/slots.ts"
import { Trainer } from "../src/train/Trainer.ts"
import { float, gp, none, study } from "../src/index.ts"
import { watch, type Pauses } from "./eventLoop/watch.ts"
import { inRepository, medianOf, record, scratch } from "./support.ts"

const onRecord = 1000
const more = 40
const names = ["a", "b", "c", "d", "e"]
/** The same as the study file, which the thread reads. */
const definition = study({
  name: "wide",
  space: Object.fromEntries(names.map((name) => [name, float(0, 1)])),
  objective: { minimize: "loss" },
  sampler: gp(),
  pruner: none(),
  budget: { trials: onRecord + more },
  train: () => ({ loss: 0 })
})
const studyFile = inRepository("bench/fixtures/wide.ts")
const fileHash = createHash("sha256").update(readFileSync(studyFile)).digest("hex")

const lossOf = (params: Params) =>
  Object.values(params).reduce<number>((sum, value, index) => sum + (index + 1) * (Number(value) - 0.3) ** 2, 0)

/** Writes the trials that are on record, each complete. */
const fill = Effect.fnUntraced(function* ({ store }: OpenStore) {
  const runner = yield* thisRunner()
  const { id } = yield* store.create(newStudy({ study: definition, name: "wide" }))
  const turn = yield* store.takeTurn(id, runner, 60_000)
  const evidence = { model: "random", reason: "drawn at random" }
  yield* store.publish(
    turn!,
    Array.from({ length: onRecord }, (_, number) => ({
      number,
      params: sampleParams(definition.space, rngFor(0, number, "bench")),
      evidence,
      seed: number,
      sawRevision: 0
    }))
  )
  for (let number = 0; number < onRecord; number++) {
    const claimed = yield* store.claim(id, runner, 60_000)
    yield* store.finish(claimed!.lease, { _tag: "complete", metrics: { loss: lossOf(claimed!.params) } })
  }
})

/** A process that is idle meanwhile; what it returns ends it and tells of its pauses. */
const beside = (): (() => Promise<Pauses>) => {
  const idle = spawn(process.execPath, [inRepository("bench/fixtures/idle.ts")], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  return async () => {
    idle.stdin.end()
    return (await json(idle.stdout)) as Pauses
  }
}

const measure = (suggester: MakeSuggester) =>
  Effect.gen(function* () {
    const opened = yield* openSqlite(join(scratch(), "sweep.db"))
    yield* fill(opened)
    const waits: Array<number> = []
    let freeSince: number | undefined
    let stop: ReturnType<typeof watch> | undefined
    let stopIdle: ReturnType<typeof beside> | undefined
    const run = yield* openRun({
      study: definition,
      name: "wide",
      slots: cutSlots({ cores: 1, cpu: 1, gpu: 0, gpus: [] }),
      suggester,
      about: { store: "sweep.db" },
      emit: (event) =>
        Effect.sync(() => {
          if (event._tag === "TrialEnded") freeSince = performance.now()
          // The history has been read by then, and nothing was suggested yet.
          if (event._tag === "StudyStarted") {
            stopIdle = beside()
            stop = watch()
          }
          if (event._tag === "TrialStarted" && freeSince !== undefined) waits.push(performance.now() - freeSince)
        })
    }).pipe(
      Effect.provide(
        Layer.mergeAll(
          Layer.succeed(TrialStore, opened.store),
          Layer.succeed(Trainer, {
            killAll: Effect.void,
            run: ({ params }) => Effect.as(Effect.sleep(200), { _tag: "returned", metrics: { loss: lossOf(params) } })
          })
        )
      )
    )
    yield* run.run
    const pauses = stop!()
    const idle = yield* Effect.promise(stopIdle!)
    return { ...pauses, idle, suggestions: waits.length, medianWaitMillis: medianOf(waits) }
  }).pipe(Effect.scoped)

/** Prints the longest pause of the event loop and how long a free slot waited, with and without the thread. */
export const measureEventLoop = async (): Promise<void> => {
  const ways: ReadonlyArray<readonly [string, MakeSuggester]> = [
    ["in a thread", inThread({ studyFile, fileHash, seed: definition.seed })],
    ["in the event loop", inProcess(definition)]
  ]
  console.log(`${more} suggestions of gp in 5 dimensions, ${onRecord} trials on record`)
  console.log(
    "milliseconds: longest pause of the event loop; longest that our callbacks kept it while they had a core, which"
  )
  console.log(
    "is to be at most 20; how often that was more; most that it computed; longest pause of an idle process beside it;"
  )
  console.log("median wait of a free slot")
  const results: Record<string, unknown> = {}
  for (const [what, suggester] of ways) {
    const result = await Effect.runPromise(measure(suggester))
    const { above20, idle, longest, longestComputed, longestOfOurs, medianWaitMillis } = result
    const columns = [longest, longestOfOurs, above20, longestComputed, idle.longest, medianWaitMillis]
    console.log(`${columns.map((value) => value.toFixed(1).padStart(9)).join("")}  ${what}`)
    results[what] = result
  }
  record("eventLoop", { onRecord, ...results })
}
