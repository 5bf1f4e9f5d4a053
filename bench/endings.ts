/** How long a trial that goes wrong keeps its slot: from its first report until it has failed, beside what it may take. */
import * as Effect from "effect/Effect"
import { goOn } from "../src/search/Pruner.ts"
import { makeProcessTrainer } from "../src/train/process/trainer.ts"
import { cutSlots } from "../src/train/slots.ts"
import { inRepository, record, scratch } from "./support.ts"

const timeoutMillis = 8_000
const memoryMiB = 400
/** How much later than its timeout a trial may be over, in seconds. */
const allowance = 2

const [slot] = cutSlots({ cores: 1, cpu: 1, gpu: 0, gpus: [] })

const measure = Effect.scoped(
  Effect.gen(function* () {
    const trainer = yield* makeProcessTrainer({
      prepare: { _tag: "prepare", studyFile: inRepository("bench/fixtures/endings.ts"), seed: 1 },
      folder: scratch(),
      env: process.env,
      memoryMiB
    })
    const run = (number: number, way: string) =>
      Effect.gen(function* () {
        let began = performance.now()
        const checkpoints = { artifacts: scratch(), sources: [] }
        const assignment = { number, attempt: 1, params: { way }, seed: 1, timeoutMillis, checkpoints }
        const end = yield* Effect.result(
          trainer.run(assignment, slot!, () =>
            Effect.sync(() => {
              began = performance.now()
              return goOn
            })
          )
        )
        const seconds = (performance.now() - began) / 1000
        return { way, seconds, reason: end._tag === "Failure" ? end.failure.reason : end.success._tag }
      })
    const rows = []
    for (const [number, way] of ["fills", "spins", "closes", "exits", "returns"].entries())
      rows.push(yield* run(number, way))
    return rows
  })
)

/** Prints the time of each ending, and of a trial that goes well after them. */
export const measureEndings = async (): Promise<void> => {
  const rows = await Effect.runPromise(measure)
  console.log(`seconds from the first report; timeout ${timeoutMillis / 1000} s, memory ${memoryMiB} MiB`)
  for (const { reason, seconds, way } of rows) console.log(`${seconds.toFixed(2).padStart(8)}  ${way}: ${reason}`)
  const latest = Math.max(...rows.map(({ seconds }) => seconds))
  const limit = timeoutMillis / 1000 + allowance
  console.log(`the longest took ${latest.toFixed(2)} s of the ${limit} s that it may`)
  record("endings", { timeoutMillis, memoryMiB, rows })
}
