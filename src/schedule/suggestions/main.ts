/** The suggestion thread: keeps a mirror of the study, suggests when asked, and the next one ahead of time. */
import { parentPort, workerData } from "node:worker_threads"
import * as hypersweep from "../../index.ts"
import { StudyFileError } from "../../errors.ts"
import type { Sampler, Suggestion } from "../../search/Sampler.ts"
import type { Study } from "../../search/Study.ts"
import type { StoredReport, StoredTrial } from "../../store/records.ts"
import * as train from "../../train/index.ts"
import { seedMathRandom } from "../../train/seedMathRandom.ts"
import { sourceHash } from "../../train/sourceHash.ts"
import { loadStudyFile } from "../../train/studyFile.ts"
import * as tensorflow from "../../train/tensorflow.ts"
import { StudyMirror } from "../StudyMirror.ts"
import { canSeeEnough } from "../window.ts"
import { explainSuggestion } from "./explain.ts"
import type { ChangesPiece, FromThread, ThreadData, ToldError, ToThread } from "./messages.ts"
import { type Ask, suggestFrom } from "./Suggester.ts"

/** The study may change faster than suggestions are computed: one ahead of time is begun when it has been quiet for as long. */
const shortestPause = 20

const load = async ({ fileHash, sampler, seed, studyFile }: ThreadData): Promise<Study> => {
  // The file's top level is evaluated in each process, and must come to the same in all of them.
  seedMathRandom(seed)
  const { source, study } = await loadStudyFile(studyFile, { hypersweep, train, tensorflow: () => tensorflow })
  if (sourceHash(source) !== fileHash) {
    throw new StudyFileError(
      `${studyFile} was changed while the run was starting.`,
      "Type the same command again: it reads the file anew."
    )
  }
  if (sampler === undefined) return { ...study, seed }
  const make = (hypersweep as unknown as Readonly<Record<string, () => Sampler>>)[sampler]!
  return { ...study, seed, sampler: make() }
}

const toldError = (number: number, cause: unknown): ToldError => {
  const { _tag, hint, message } = explainSuggestion(number, cause)
  return { _tag, hint, message }
}

type Answer = { readonly suggestion: Suggestion } | { readonly cause: unknown }

const serve = (study: Study, send: (message: FromThread) => void) => {
  const mirror = new StudyMirror(study.objectives, study.constraints)
  let trials: Array<StoredTrial> = []
  let reports: Array<StoredReport> = []
  let ready: { readonly key: string; readonly answer: Answer } | undefined
  let last: { readonly ask: Ask; readonly millis: number } | undefined
  let timer: NodeJS.Timeout | undefined

  const keyOf = ({ budget, number, window }: Ask): string => [mirror.revision, number, budget, window].join(" ")

  const compute = (ask: Ask): Answer => {
    const start = performance.now()
    const answer = attempt(() => suggestFrom(study, mirror, ask))
    last = { ask, millis: performance.now() - start }
    ready = { key: keyOf(ask), answer }
    return answer
  }

  const aheadOfTime = (): void => {
    if (last === undefined) return
    const ask = { ...last.ask, number: mirror.size }
    if (ask.number >= ask.budget || ready?.key === keyOf(ask)) return
    if (ask.window !== undefined && !canSeeEnough(mirror.history(), ask.number, ask.window)) return
    compute(ask)
  }

  const absorb = (piece: ChangesPiece): void => {
    trials.push(...piece.trials)
    reports.push(...piece.reports)
    if (piece.revision === undefined) return
    const isWorthIt = trials.length > 0
    mirror.absorb({ revision: piece.revision, trials, reports, checkpoints: piece.checkpoints ?? [] })
    trials = []
    reports = []
    // Reports of running trials come often and say little: only a trial that begins or ends is worth the time.
    if (!isWorthIt) return
    clearTimeout(timer)
    timer = setTimeout(aheadOfTime, Math.max(shortestPause, last?.millis ?? 0))
  }

  const suggest = ({ ask, id, revision }: Extract<ToThread, { readonly _tag: "suggest" }>): void => {
    clearTimeout(timer)
    if (mirror.revision !== revision)
      throw new Error(`asked at revision ${revision}, but told up to ${mirror.revision}`)
    const answer = ready?.key === keyOf(ask) ? ready.answer : compute(ask)
    if ("suggestion" in answer) send({ _tag: "suggested", id, suggestion: answer.suggestion })
    else send({ _tag: "failed", id, error: toldError(ask.number, answer.cause) })
  }

  return (message: ToThread): void => (message._tag === "changes" ? absorb(message) : suggest(message))
}

const attempt = (run: () => Suggestion): Answer => {
  try {
    return { suggestion: run() }
  } catch (cause) {
    return { cause }
  }
}

const port = parentPort!
const send = (message: FromThread): void => port.postMessage(message)
const serving = load(workerData as ThreadData).then(
  (study) => serve(study, send),
  (cause: unknown) => (message: ToThread) => {
    if (message._tag === "suggest")
      send({ _tag: "failed", id: message.id, error: toldError(message.ask.number, cause) })
  }
)
// What is thrown outside of a suggestion is a fault of ours, and ends the thread: the runner says so.
port.on("message", (message: ToThread) => void serving.then((answer) => answer(message)))
