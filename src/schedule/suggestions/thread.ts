/** Suggestions computed in a thread of their own, so that the event loop stays free for the trials. */
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import * as Effect from "effect/Effect"
import { InvalidDefinition, StudyFileError, SuggesterLost } from "../../errors.ts"
import type { Suggestion } from "../../search/Sampler.ts"
import type { Changes } from "../../store/records.ts"
import type { ChangesPiece, FromThread, ThreadData, ToldError, ToThread } from "./messages.ts"
import type { MakeSuggester, SuggestionError } from "./Suggester.ts"

/** Most rows of one message: what is sent at once is copied at once. */
const pieceRows = 25

const mainFile = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url))

/** Changes cut into pieces, the revision on the last one. */
export function* piecesOf({ checkpoints = [], reports, revision, trials }: Changes): Generator<ChangesPiece> {
  const pieces = Math.max(1, Math.ceil((trials.length + reports.length) / pieceRows))
  for (let piece = 0; piece < pieces; piece++) {
    const [from, to] = [piece * pieceRows, (piece + 1) * pieceRows]
    yield {
      _tag: "changes",
      trials: trials.slice(from, to),
      reports: reports.slice(Math.max(0, from - trials.length), Math.max(0, to - trials.length)),
      ...(piece === pieces - 1 ? { revision, ...(checkpoints.length === 0 ? {} : { checkpoints }) } : {})
    }
  }
}

/** The failure that the thread told of, of its own type again. */
const failureOf = ({ _tag, hint, message }: ToldError): SuggestionError =>
  _tag === "StudyFileError" ? new StudyFileError(message, hint) : new InvalidDefinition(message, hint)

const lost = (why: string): SuggesterLost =>
  new SuggesterLost(
    `The thread that computes suggestions ended: ${why}.`,
    "Every finished trial is stored; the same command goes on. If where or a sampler of the study file ends its process, mend it there."
  )

/** A running thread, and who waits for its answers. */
const startThread = (data: ThreadData) => {
  const waiting = new Map<number, (answer: Effect.Effect<Suggestion, SuggestionError>) => void>()
  let asked = 0
  let ended: SuggesterLost | undefined
  // What the study file prints, it prints in the runner already.
  const worker = new Worker(mainFile, { workerData: data, stdout: true, stderr: true, execArgv: [] })
  worker.stdout.resume()
  worker.stderr.resume()
  const end = (why: string): void => {
    ended ??= lost(why)
    for (const resume of waiting.values()) resume(Effect.fail(ended))
    waiting.clear()
  }
  worker.on("error", (error) => end(error instanceof Error ? `${error.name}: ${error.message}` : String(error)))
  worker.on("exit", (code) => end(`exit status ${code}`))
  worker.on("message", (message: FromThread) => {
    const resume = waiting.get(message.id)
    waiting.delete(message.id)
    resume?.(message._tag === "suggested" ? Effect.succeed(message.suggestion) : Effect.fail(failureOf(message.error)))
  })
  const send = (message: ToThread): void => worker.postMessage(message)
  return {
    send,
    suggest: (question: Omit<Extract<ToThread, { readonly _tag: "suggest" }>, "_tag" | "id">) =>
      Effect.callback<Suggestion, SuggestionError>((resume) => {
        if (ended !== undefined) return resume(Effect.fail(ended))
        const id = asked++
        waiting.set(id, resume)
        send({ _tag: "suggest", id, ...question })
        return Effect.sync(() => waiting.delete(id))
      }),
    close: Effect.promise(() => worker.terminate())
  }
}

/** Lets everything else that waits for the event loop have its turn. */
const breathe = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/**
 * A suggester in a worker thread, in which the study file is evaluated anew, for `where` and the sampler are code. The
 * thread starts with the first question and ends with the scope; it is told what changes, never everything again. While
 * trials run it computes the next suggestion ahead of time, which is used only at the revision that it was computed at.
 */
export const inThread =
  (data: ThreadData): MakeSuggester =>
  (mirror) =>
    Effect.gen(function* () {
      let thread: ReturnType<typeof startThread> | undefined
      const untold: Array<Changes> = []
      mirror.follow((changes) => {
        const isLarge = changes.trials.length + changes.reports.length > pieceRows
        if (thread === undefined || untold.length > 0 || isLarge) untold.push(changes)
        else for (const piece of piecesOf(changes)) thread.send(piece)
      })
      yield* Effect.addFinalizer(() => thread?.close ?? Effect.void)
      return {
        suggest: Effect.fnUntraced(function* (ask) {
          thread ??= startThread(data)
          for (let changes = untold[0]; changes !== undefined; changes = untold[0]) {
            for (const piece of piecesOf(changes)) {
              thread.send(piece)
              yield* breathe
            }
            untold.shift()
          }
          const { revision } = mirror
          return { suggestion: yield* thread.suggest({ ask, revision }), sawRevision: revision }
        })
      }
    })
