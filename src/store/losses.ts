/** What becomes of a trial whose runner died: rules that every store shares. */
import type { Failure, Runner } from "./records.ts"

/** A trial that was lost more often than this has failed: it may be what kills its runners. */
const mostLosses = 5

/** What is written on an attempt whose runner died. */
export const lossOf = ({ host, pid }: Pick<Runner, "host" | "pid">): Failure => ({
  reason: "lost",
  message: `its runner, process ${pid} on ${host}, ended without a word`
})

/** The failure of a trial after its `count`th loss. Undefined while it may be tried again. */
export const lostTooOften = (count: number, last: Pick<Runner, "host" | "pid">): Failure | undefined =>
  count <= mostLosses
    ? undefined
    : { reason: "lost", message: `lost ${count} times; the last time, ${lossOf(last).message}` }
