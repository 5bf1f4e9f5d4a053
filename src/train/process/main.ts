/** A trial's process: prepares itself, waits for its trial, trains, says how it ended. One process runs one trial. */
import { flushCompileCache } from "node:module"
import * as hypersweep from "../../index.ts"
import type { Study } from "../../search/Study.ts"
import { execute, logLine, TrialStopped, type Execution } from "../execute.ts"
import { reasonOfThrown } from "../failing.ts"
import * as train from "../index.ts"
import { mathRandomPosition, moveMathRandom, seedMathRandom } from "../seedMathRandom.ts"
import { loadStudyFile } from "../studyFile.ts"
import { useBackend } from "../tensorflow/current.ts"
import * as tensorflow from "../tensorflow.ts"
import type { Assignment } from "../Trainer.ts"
import { awaitVerdicts } from "../verdicts.ts"
import { channelClosed, type FromTrial, type Prepare, type ToTrial } from "./messages.ts"
import { watchForOrphaning } from "./orphanWatch.ts"
import { ownUse } from "./processUse.ts"

watchForOrphaning(Number(process.argv[2]))
process.on("disconnect", () => process.exit(channelClosed))
// A group of its own keeps the terminal's Ctrl-C away; one sent to this process by name is the runner's to decide on.
process.on("SIGINT", () => {})

const send = (message: FromTrial): Promise<void> =>
  new Promise((resolve, reject) => {
    if (process.send === undefined) reject(new Error("This process is started by sweep run, with a channel to it."))
    else process.send(message, (error: Error | null) => (error === null ? resolve() : reject(error)))
  })

const end = async (execution: Execution): Promise<never> => {
  await send({ _tag: "ended", execution, use: ownUse() }).catch(() => {})
  process.exit(0)
}

const failed = (error: unknown): Execution => ({
  _tag: "failed",
  reason: reasonOfThrown(error),
  message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  ...(error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {})
})
process.on("uncaughtException", (error) => void end(failed(error)))
process.on("unhandledRejection", (error) => void end(failed(error)))

const prepare = async ({ backend, seed, studyFile }: Prepare): Promise<Study> => {
  // The file's own top level must be reproducible too, and is evaluated before the trial is known.
  seedMathRandom(seed)
  if (backend !== undefined) await useBackend(backend)
  const { study } = await loadStudyFile(studyFile, { hypersweep, train, tensorflow: () => tensorflow })
  // A trial's process is killed when it has ended, and Node would write its compile cache only at an orderly exit.
  flushCompileCache()
  // The runner may have been told another seed than the file says.
  return { ...study, seed }
}

const stop = new AbortController()
const verdicts = awaitVerdicts(send)

const run = async (study: Study, assignment: Assignment): Promise<never> => {
  seedMathRandom(assignment.seed)
  return end(
    await execute(study, assignment, {
      stop,
      log: (...values) => process.stdout.write(`${logLine(values)}\n`),
      judge: verdicts.ask,
      checkpoints: verdicts,
      random: { position: mathRandomPosition, moveTo: moveMathRandom }
    })
  )
}

let prepared: Promise<Study> | undefined
process.on("message", (message: ToTrial) => {
  switch (message._tag) {
    case "prepare":
      prepared = prepare(message)
      // A failure to prepare is told when the trial is known, for it is that trial's.
      prepared.catch(() => {})
      break
    case "run":
      prepared!.then((study) => run(study, message.assignment)).catch((error: unknown) => end(failed(error)))
      break
    case "verdict":
    case "recorded":
      verdicts.answer(message)
      break
    case "interrupt":
      stop.abort(new TrialStopped("interrupted"))
      verdicts.release()
      break
  }
})
