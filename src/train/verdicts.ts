/** The reports of one trial that wait for their verdicts, on the side of the trial. */
import { goOn, type Verdict } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import type { FromTrial, ToTrial } from "./process/messages.ts"

/** Pairs reports that went out with verdicts that come back. */
export interface Verdicts {
  /** Sends a report and waits for its verdict. Rejects when it cannot be sent. */
  readonly ask: (report: Report) => Promise<Verdict>
  readonly answer: (message: Extract<ToTrial, { _tag: "verdict" }>) => void
  /** Lets every waiting report return: the trial was told to stop, and looks at its signal next. */
  readonly release: () => void
}

/** `send` carries a report to the runner. */
export const awaitVerdicts = (
  send: (message: Extract<FromTrial, { _tag: "report" }>) => Promise<unknown>
): Verdicts => {
  const waiting = new Map<number, (verdict: Verdict) => void>()
  let reports = 0
  return {
    ask: (report) =>
      new Promise((resolve, reject) => {
        const id = reports++
        waiting.set(id, resolve)
        send({ _tag: "report", id, report }).catch(reject)
      }),
    answer: ({ id, verdict }) => {
      waiting.get(id)?.(verdict)
      waiting.delete(id)
    },
    release: () => {
      for (const resolve of waiting.values()) resolve(goOn)
      waiting.clear()
    }
  }
}
