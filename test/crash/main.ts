/**
 * `npm run crash`: 200 random kills over a study of 100 trials, a replay of a larger one, the same trials on any number of
 * slots, and a kill at every commit.
 */
import { isDeepStrictEqual } from "node:util"
import { deterministicOn, killAtCommit, killAtRandom, runAtOnce, undisturbed } from "./kills.ts"

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const wrong: Array<string> = []

const randomly = async (times: number, trials: number, parallel: number): Promise<void> => {
  const seed = Number(process.env["SWEEP_CRASH_SEED"] ?? Date.now() % 100_000)
  say(`${times} random kills over ${trials} trials on ${parallel} slots, seed ${seed}`)
  const { kills, problems, replayed, states } = await killAtRandom({
    trials,
    parallel,
    kills: times,
    gap: 2000,
    seed,
    log: say
  })
  say(`killed: ${JSON.stringify(kills)}; trials: ${JSON.stringify(states)}`)
  say(`replayed: ${replayed.proposals} proposals and ${replayed.verdicts} verdicts`)
  wrong.push(...problems)
}

const random = (): Promise<void> => randomly(200, 100, 4)
/** More trials than kills, on more slots than cores: what a proposal sees is left to chance as much as it can be. */
const replay = (): Promise<void> => randomly(20, 200, 8)

const together = async (): Promise<void> => {
  const { problems, states } = await runAtOnce(4, 100)
  say(`four runners at once on 100 trials: ${JSON.stringify(states)}`)
  wrong.push(...problems)
}

const deterministic = async (): Promise<void> => {
  const one = await deterministicOn(1, 60)
  say(`60 deterministic trials: ${JSON.stringify(one.states)}`)
  for (const slots of [2, 8]) {
    const same = isDeepStrictEqual((await deterministicOn(slots, 60)).decisions, one.decisions)
    say(`on ${slots} slots as on one: ${same ? "yes" : "no"}`)
    if (!same) wrong.push(`a deterministic run on ${slots} slots came to other trials`)
  }
}

const commits = async (): Promise<void> => {
  const trials = 5
  const expected = await undisturbed(trials)
  let killed = 0
  for (const when of ["before", "after"] as const)
    for (let n = 1; ; n++) {
      const left = await killAtCommit(when, n, trials)
      if (left === undefined) break
      killed++
      wrong.push(...left.problems.map((problem) => `commit:${when}:${n}: ${problem}`))
      if (!isDeepStrictEqual(left.decisions, expected)) wrong.push(`commit:${when}:${n}: other decisions`)
    }
  say(`killed at ${killed} commit points, each followed by a run to the end`)
}

const parts: Readonly<Record<string, () => Promise<void>>> = { random, replay, together, deterministic, commits }
const asked = process.argv.slice(2)
for (const name of asked.length === 0 ? Object.keys(parts) : asked) await parts[name]!()
say(wrong.length === 0 ? "every promise was kept" : wrong.join("\n"))
process.exitCode = wrong.length === 0 ? 0 : 1
