/** The `checkpoint` of a train function: saves in turn, loads the latest that is sound, and tells the runner of both. */
import { statSync } from "node:fs"
import { isAbsolute, relative, resolve } from "node:path"
import type { Checkpoint, Checkpoints } from "../../search/Study.ts"
import type { Assignment } from "../Trainer.ts"
import type { LoadedCheckpoint, SavedCheckpoint } from "./Checkpoint.ts"
import { readCheckpoint, writeCheckpoint, type CheckpointState } from "./files.ts"

/** How a training tells its runner of checkpoints. Both resolve when it is on record. */
export interface CheckpointWords {
  readonly saved: (checkpoint: SavedCheckpoint) => Promise<void>
  readonly loaded: (loaded: LoadedCheckpoint) => Promise<void>
}

/** The random generator that belongs to a training, so that it goes on where it was. */
export interface RandomPosition {
  readonly position: () => number | undefined
  readonly moveTo: (position: number) => void
}

/** Why `save` rejects where a training is not one of `sweep run`. Recognised by its name. */
class NoCheckpoints extends Error {
  override readonly name = "NoCheckpoints"

  constructor() {
    super("Nothing keeps checkpoints here: they belong to the trials of sweep run.")
  }
}

const isFolder = (path: unknown): path is string =>
  typeof path === "string" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Node neither hashes nor reads more than this at a time. */
const mostBytes = 2 ** 31 - 1

const checkState = (step: number, state: unknown): CheckpointState => {
  const what = `checkpoint.save(${String(step)}, …)`
  if (!Number.isSafeInteger(step) || step < 1)
    throw new TypeError(`${what}: a step is a whole number, 1 for the first trained step.`)
  if (state instanceof Uint8Array) {
    if (state.length <= mostBytes) return state
    throw new TypeError(
      `${what} was given ${state.length} bytes; at most ${mostBytes} can be saved in one piece. Write them into files and save { folder: "path" }.`
    )
  }
  if (ArrayBuffer.isView(state) || state instanceof ArrayBuffer)
    throw new TypeError(
      `${what} was given numbers that are not bytes. Write new Uint8Array(array.buffer, array.byteOffset, array.byteLength).`
    )
  const folder =
    typeof state === "object" && state !== null ? (state as { readonly folder?: unknown }).folder : undefined
  if (folder === undefined)
    throw new TypeError(`${what} was given neither bytes (a Uint8Array) nor a folder: { folder: "path" }.`)
  if (!isFolder(folder)) throw new TypeError(`${what}: there is no folder ${String(folder)}.`)
  return { folder }
}

const refuseOwnFolder = (artifacts: string, folder: string): void => {
  const from = relative(folder, artifacts)
  if (from === "" || !(from.startsWith("..") || isAbsolute(from)))
    throw new TypeError(`checkpoint.save cannot copy ${folder}: the checkpoints lie in it.`)
}

/** Promises one after the other: the next begins when the one before has ended, however it ended. */
const inTurn = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <A>(body: () => Promise<A>): Promise<A> => {
    const next = last.then(body, body)
    last = next.catch(() => {})
    return next
  }
}

/** What `train` is given to save and load with. */
export const checkpointsFor = (
  { attempt, checkpoints, number }: Assignment,
  words: CheckpointWords,
  random?: RandomPosition
): Checkpoints => {
  const turn = inTurn()
  const within = `trial-${number}/attempt-${attempt}`
  return {
    save: async (step, given) => {
      const state = checkState(step, given)
      if (checkpoints === undefined) throw new NoCheckpoints()
      const { artifacts } = checkpoints
      if (!(state instanceof Uint8Array)) refuseOwnFolder(artifacts, resolve(state.folder))
      const randomPosition = random?.position()
      await turn(async () => {
        const written = await writeCheckpoint(artifacts, within, step, state)
        await words.saved(randomPosition === undefined ? written : { ...written, randomPosition })
      })
    },
    load: () =>
      turn(async () => {
        const problems: Array<string> = []
        for (const source of checkpoints?.sources ?? []) {
          const read = await readCheckpoint(checkpoints!.artifacts, source)
          if ("problem" in read) {
            problems.push(read.problem)
            continue
          }
          const { attempt: from, step, trial } = source
          await words.loaded({ source: { trial, attempt: from, step }, problems })
          // Another trial's position is one of another stream.
          if (source.randomPosition !== undefined && trial === number) random?.moveTo(source.randomPosition)
          return { step, ...read.state } satisfies Checkpoint
        }
        if (problems.length > 0) await words.loaded({ source: undefined, problems })
        return undefined
      })
  }
}
