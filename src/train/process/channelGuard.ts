/** Bytes in a channel that are no message must not end the runner. */
import type { ChildProcess } from "node:child_process"

interface Handle {
  onread?: (this: unknown, ...read: Array<never>) => unknown
}

/**
 * Calls `onBroken` when a child has written something into its channel that Node cannot read as messages. Node throws
 * that out of the event loop, where nothing can catch it; its handle of the channel has no public name. A Node that
 * keeps it elsewhere is left as it is.
 */
export const guardChannel = (child: ChildProcess, onBroken: () => void): void => {
  const name = Object.getOwnPropertySymbols(child).find(({ description }) => description === "kChannelHandle")
  const handle = name === undefined ? undefined : (child as unknown as Readonly<Record<symbol, Handle>>)[name]
  const read = handle?.onread
  if (handle === undefined || read === undefined) return
  handle.onread = function (...arguments_: Array<never>) {
    try {
      return read.apply(this, arguments_)
    } catch {
      return onBroken()
    }
  }
}
