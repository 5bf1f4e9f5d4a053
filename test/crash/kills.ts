/** Kills the real command and its trainers at random moments, and at every commit, and says what became of the study. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { rngFor } from "../../src/search/math/rng.ts"
import { eventually, processesWith, startSweep, sweep, type Running } from "../support/sweep.ts"
import { decisionsIn, finishedIn, problemsIn, statesIn } from "./verify.ts"

const studyFile = fileURLToPath(new URL("fixtures/fast.ts", import.meta.url))
const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))
let places = 0

/** Does something in a folder of its own, whose processes are known by their environment. */
const inPlace = async <A>(body: (place: { readonly cwd: string; readonly mark: string }) => Promise<A>): Promise<A> => {
  const cwd = mkdtempSync(join(tmpdir(), "hypersweep-crash-"))
  try {
    return await body({ cwd, mark: `crash-${process.pid}-${places++}` })
  } finally {
    rmSync(cwd, { recursive: true, force: true, maxRetries: 5 })
  }
}

const kill = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(pid, "SIGKILL")
  } catch {
    // It was faster.
  }
}

/** How a study fares under random kills. */
export interface RandomKills {
  readonly trials: number
  readonly parallel: number
  readonly kills: number
  readonly seed: number
  /** Longest time between two kills, in milliseconds. */
  readonly gap: number
  readonly log?: (line: string) => void
}

interface ReplayJson {
  readonly proposals: number
  readonly verdicts: number
  readonly differences: ReadonlyArray<unknown>
  readonly passedOver: ReadonlyArray<unknown>
}

/** Kills so many times, spread over the study; then lets it end, and replays it. Empty `problems` are good. */
export const killAtRandom = ({ gap, kills, log, parallel, seed, trials }: RandomKills) =>
  inPlace(async ({ cwd, mark }) => {
    const rng = rngFor(seed, 0, "kills")
    const entry = `SWEEP_TEST=${mark}`
    const start = (): Running =>
      startSweep(["run", studyFile, "--trials", String(trials), "--parallel", String(parallel)], {
        cwd,
        env: { SWEEP_TEST: mark, SWEEP_TEST_PAUSE: "40" }
      })
    const counts = { runner: 0, trainer: 0, both: 0 }
    let running = start()
    for (let done = 0; done < kills; done++) {
      const until = performance.now() + rng.uniform() * gap
      // No kill comes so late that the study could end before the last of them.
      const latest = ((done + 1) * trials) / (kills + 1)
      while (performance.now() < until && finishedIn(cwd) < latest) await pause(10)
      const runner = running.process.pid
      const trainers = processesWith(entry).filter((pid) => pid !== runner)
      const victim = (["runner", "trainer", "both", "trainer"] as const)[rng.below(4)]!
      counts[victim]++
      if (victim !== "runner") kill(trainers[rng.below(Math.max(1, trainers.length))])
      if (victim !== "trainer") {
        kill(runner)
        await running.finished
        running = start()
      }
      if (done % 20 === 19) log?.(`${done + 1} kills: ${JSON.stringify(statesIn(cwd))}`)
    }
    const { status, stderr } = await running.finished
    await eventually(() => processesWith(entry).length === 0, "no process is left")
    const problems: Array<string> = [
      ...(status === 0 ? [] : [`the last run ended with ${status}: ${stderr}`]),
      ...problemsIn(cwd, trials)
    ]
    const replayed = await sweep(["replay", "--all", "--json"], { cwd })
    const { differences, passedOver, proposals, verdicts } = JSON.parse(replayed.stdout) as ReplayJson
    if (replayed.status !== 0 || differences.length > 0 || passedOver.length > 0 || proposals !== trials)
      problems.push(`replay: status ${replayed.status}: ${replayed.stdout}${replayed.stderr}`)
    return { problems, states: statesIn(cwd), kills: counts, replayed: { proposals, verdicts } }
  })

/** Starts so many runners of one study at the same time. Empty `problems` are good. */
export const runAtOnce = (runners: number, trials: number) =>
  inPlace(async ({ cwd, mark }) => {
    const args = ["run", studyFile, "--trials", String(trials), "--parallel", "2"]
    const ends = await Promise.all(
      Array.from({ length: runners }, () => sweep(args, { cwd, env: { SWEEP_TEST: mark, SWEEP_TEST_PAUSE: "10" } }))
    )
    const problems = ends.flatMap(({ status, stderr }) => (status === 0 ? [] : [`status ${status}: ${stderr}`]))
    return { problems: [...problems, ...problemsIn(cwd, trials)], states: statesIn(cwd) }
  })

/** What a deterministic run decides on so many slots. */
export const deterministicOn = (slots: number, trials: number) =>
  inPlace(async ({ cwd }) => {
    const args = ["run", studyFile, "--trials", String(trials), "--parallel", String(slots), "--deterministic"]
    const { status, stderr } = await sweep(args, { cwd, env: { SWEEP_TEST_PAUSE: "5" } })
    if (status !== 0) throw new Error(stderr)
    return { decisions: decisionsIn(cwd), states: statesIn(cwd) }
  })

const runOnOneSlot = (cwd: string, trials: number, env: Readonly<Record<string, string>> = {}) =>
  sweep(["run", studyFile, "--trials", String(trials), "--parallel", "1"], { cwd, env })

/** What an uninterrupted run decides. */
export const undisturbed = (trials: number) =>
  inPlace(async ({ cwd }) => {
    const { status, stderr } = await runOnOneSlot(cwd, trials)
    if (status !== 0) throw new Error(stderr)
    return decisionsIn(cwd)
  })

/** Kills the run at its n-th commit and goes on. Undefined where the run was over before. */
export const killAtCommit = (when: "before" | "after", n: number, trials: number) =>
  inPlace(async ({ cwd, mark }) => {
    const env = { SWEEP_TEST: mark, SWEEP_FAIL_POINT: `commit:${when}:${n}` }
    const { signal, status } = await runOnOneSlot(cwd, trials, env)
    if (status === 0) return undefined
    if (signal !== "SIGKILL") throw new Error(`commit:${when}:${n} ended the run with ${status}`)
    const { status: ended, stderr } = await runOnOneSlot(cwd, trials, { SWEEP_TEST: mark })
    await eventually(() => processesWith(`SWEEP_TEST=${mark}`).length === 0, "no process is left")
    const problems = [
      ...(ended === 0 ? [] : [`the second run ended with ${ended}: ${stderr}`]),
      ...problemsIn(cwd, trials)
    ]
    return { problems, decisions: decisionsIn(cwd) }
  })
