/** What the store bears: reports of one process, and sixteen processes on one file while somebody reads. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { float, random, study } from "../src/index.ts"
import { newStudy } from "../src/schedule/storedForm.ts"
import { thisRunner } from "../src/store/processes.ts"
import type { OpenStore } from "../src/store/sqlite/both.ts"
import { openReader, openSqlite } from "../src/store/sqlite.ts"
import type { Durability } from "../src/store/sqlite/transactions.ts"
import { fsyncLine, measureFsync } from "./disk.ts"
import { inRepository, medianOf, quantileOf, record, scratch } from "./support.ts"

const definition = study({
  name: "writes",
  space: { x: float(0, 1) },
  objective: { minimize: "loss" },
  sampler: random(),
  train: () => ({ loss: 0 })
})

const leaseMillis = 600_000

/** A study with so many waiting trials. */
const prepare = ({ store }: OpenStore, trials: number) =>
  Effect.gen(function* () {
    const { id } = yield* store.create(newStudy({ study: definition, name: "writes" }), { trials: { total: trials } })
    const turn = yield* store.takeTurn(id, yield* thisRunner(), leaseMillis)
    const proposals = Array.from({ length: trials }, (_, number) => ({
      number,
      params: { x: number / trials },
      seed: number,
      sawRevision: 0
    }))
    yield* store.publish(turn!, proposals)
    return id
  })

const reportsOfOneProcess = Effect.scoped(
  Effect.gen(function* () {
    const [trials, steps] = [20, 1000]
    const opened = yield* openSqlite(join(scratch(), "sweep.db"))
    const id = yield* prepare(opened, trials)
    const runner = yield* thisRunner()
    let revision = 0
    const used = process.cpuUsage()
    const start = performance.now()
    for (let trial = 0; trial < trials; trial++) {
      const claimed = yield* opened.store.claim(id, runner, leaseMillis)
      for (let step = 1; step <= steps; step++)
        yield* opened.store.decide(claimed!.lease, { step, metrics: { loss: step } }, revision, (changes) => {
          revision = changes.revision
          return { _tag: "Continue" }
        })
    }
    const seconds = (performance.now() - start) / 1000
    const { system, user } = process.cpuUsage(used)
    const reports = trials * steps
    return { perSecond: reports / seconds, cpuMicros: (system + user) / reports }
  })
)

const writers = 16
const writesOfEach = 500

/** Starts a process; it writes when it is told to, and tells how long each write took. */
const startWriter = (args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [inRepository("bench/fixtures/storeWriter.ts"), ...args], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  let text = ""
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece
      if (text.startsWith("ready")) resolve()
    })
  })
  const ended = once(child, "close").then(([status]) => ({
    status: Number(status),
    millis: status === 0 ? (JSON.parse(text.slice("ready".length)) as ReadonlyArray<number>) : []
  }))
  return { ready: Promise.race([ready, ended]), begin: () => child.stdin.end("go"), ended }
}

const rowsOf = (path: string, kind: "reports" | "finishes") =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const reader = yield* openReader(path)
        const { counts, study: stored } = yield* reader.summary()
        if (kind === "finishes") return counts.complete ?? 0
        return (yield* reader.record(stored.id)).reports.length
      })
    )
  )

const manyProcesses = async (kind: "reports" | "finishes", durability: Durability) => {
  const path = join(scratch(), "sweep.db")
  const trials = kind === "reports" ? writers : writers * writesOfEach
  const id = await Effect.runPromise(
    Effect.scoped(Effect.flatMap(openSqlite(path), (opened) => prepare(opened, trials)))
  )
  const children = Array.from({ length: writers }, () =>
    startWriter([path, String(id), String(writesOfEach), kind, durability])
  )
  await Promise.all(children.map(({ ready }) => ready))
  const start = performance.now()
  for (const { begin } of children) begin()
  const writing = Promise.all(children.map(({ ended }) => ended))
  let isOver = false
  void writing.finally(() => (isOver = true))
  const reads: Array<number> = []
  while (!isOver) {
    const began = performance.now()
    await Effect.runPromise(Effect.scoped(Effect.flatMap(openReader(path), (reader) => reader.summary())))
    reads.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const ended = await writing
  const millis = ended.flatMap((writer) => writer.millis)
  return {
    kind,
    durability,
    rows: await rowsOf(path, kind),
    errors: ended.filter(({ status }) => status !== 0).length,
    seconds: (performance.now() - start) / 1000,
    writeP50: medianOf(millis),
    writeP99: quantileOf(millis, 0.99),
    readP99: quantileOf(reads, 0.99)
  }
}

/** Prints rates and waits, beside the disk's own. */
export const measureStore = async (): Promise<void> => {
  const fsync = measureFsync()
  console.log(fsyncLine(fsync))
  await Effect.runPromise(reportsOfOneProcess)
  const runs = []
  for (let repeat = 0; repeat < 3; repeat++) runs.push(await Effect.runPromise(reportsOfOneProcess))
  const reports = {
    perSecond: medianOf(runs.map(({ perSecond }) => perSecond)),
    cpuMicros: medianOf(runs.map(({ cpuMicros }) => cpuMicros))
  }
  console.log(
    `one process: ${reports.perSecond.toFixed(0)} judged reports a second, ${reports.cpuMicros.toFixed(0)} µs of processor time each`
  )
  console.log(`${writers} processes × ${writesOfEach} writes, a reader at 10 Hz`)
  const shared = []
  for (const [kind, durability] of [
    ["reports", "process"],
    ["finishes", "process"],
    ["finishes", "power"]
  ] as const) {
    const row = await manyProcesses(kind, durability)
    shared.push(row)
    console.log(
      `${kind}, ${durability}: ${row.rows} rows, ${row.errors} errors, write p50 ${row.writeP50.toFixed(2)} ms, p99 ${row.writeP99.toFixed(1)} ms, read p99 ${row.readP99.toFixed(1)} ms, ${row.seconds.toFixed(1)} s`
    )
  }
  record("store", { fsync, reports, shared })
}
