/** What one trial has said and waits to be answered, on the side of the trial. */
import { goOn, type Verdict } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import type { CheckpointWords } from "./checkpoint/checkpoints.ts"
import type { FromTrial, ToTrial } from "./process/messages.ts"

type Answer = Extract<ToTrial, { _tag: "verdict" | "recorded" }>

/** What may be said: all that is answered. */
type Question = Exclude<FromTrial, { _tag: "ended" }>

/** Pairs what went out with the answers that come back. */
export interface Verdicts extends CheckpointWords {
  /** Sends a report and waits for its verdict. Rejects when it cannot be sent. */
  readonly ask: (report: Report) => Promise<Verdict>
  readonly answer: (message: Answer) => void
  /** Lets every waiting report return: the trial was told to stop, and looks at its signal next. */
  readonly release: () => void
}

/** `send` carries what is said to the runner. */
export const awaitVerdicts = (send: (message: Question) => Promise<unknown>): Verdicts => {
  const reports = new Map<number, (verdict: Verdict) => void>()
  const checkpoints = new Map<number, () => void>()
  let said = 0
  const record = (message: (id: number) => Question): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = said++
      checkpoints.set(id, resolve)
      send(message(id)).catch(reject)
    })
  return {
    ask: (report) =>
      new Promise((resolve, reject) => {
        const id = said++
        reports.set(id, resolve)
        send({ _tag: "report", id, report }).catch(reject)
      }),
    saved: (checkpoint) => record((id) => ({ _tag: "saved", id, checkpoint })),
    loaded: (loaded) => record((id) => ({ _tag: "loaded", id, loaded })),
    answer: (message) => {
      if (message._tag === "verdict") reports.get(message.id)?.(message.verdict)
      else checkpoints.get(message.id)?.()
      reports.delete(message.id)
      checkpoints.delete(message.id)
    },
    release: () => {
      for (const resolve of reports.values()) resolve(goOn)
      reports.clear()
    }
  }
}
