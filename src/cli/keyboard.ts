/** The keys of a live view: read one by one while a run goes on, from a terminal that is given back as it was. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import type { ReadStream } from "node:tty"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import type { SweepError } from "../errors.ts"
import type { StudyRun } from "../schedule/runStudy.ts"
import { noKeys, press, type Wish } from "../view/live/keys.ts"
import { slotsOf } from "../view/live/LiveState.ts"
import type { LiveView } from "../view/live/liveView.ts"

/** What keys act on. */
export interface KeyboardOptions {
  readonly input: ReadStream
  readonly view: LiveView
  readonly ask: StudyRun["ask"]
}

/**
 * Whether the terminal listens to this process: one in the background that reads, or changes the terminal's mode, is
 * stopped by the kernel. The group of the terminal's foreground is the 8th field of its stat, the process's own the 5th.
 */
const isInForeground = (): boolean => {
  const groups = (): ReadonlyArray<string> => {
    try {
      const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)!.split(" ")
      return [fields[2]!, fields[5]!]
    } catch {
      const asked = execFileSync("ps", ["-o", "pgid=,tpgid=", "-p", String(process.pid)], { encoding: "utf8" })
      return asked.trim().split(/\s+/)
    }
  }
  try {
    const [own, foreground] = groups()
    return own === foreground
  } catch {
    return false
  }
}

/** Signals that end a process which does not listen to them. Those that mean something to a run are listened to elsewhere. */
const deadly = ["SIGQUIT", "SIGABRT", "SIGALRM", "SIGUSR2", "SIGXCPU"] as const

const startKeyboard = ({ ask, input, view }: KeyboardOptions) => {
  let keys = noKeys
  /** As many trials at once as were asked for, until the run says how many there are. */
  let wanted: { readonly slots: number; readonly instead: number } | undefined

  const tell = (request: Parameters<StudyRun["ask"]>[0]): void => {
    const told = ask(request).pipe(
      Effect.catch((error: SweepError) => Effect.sync(() => view.print(`${error.message} ${error.hint}`)))
    )
    Effect.runFork(told)
  }

  const changeSlots = (by: number): void => {
    const now = slotsOf(view.state())
    const from = wanted?.instead === now ? wanted.slots : now
    const slots = Math.max(1, from + by)
    if (slots === from) return
    wanted = { slots, instead: now }
    tell({ _tag: "parallelism", slots })
  }

  const fulfil = (wish: Wish): void => {
    switch (wish._tag) {
      case "stopTrial":
        if (!view.state().running.has(wish.trial)) return view.print(`Trial ${wish.trial} is not running here.`)
        view.print(`Stopping trial ${wish.trial}.`)
        return tell(wish)
      case "moreSlots":
        return changeSlots(wish.by)
      case "quit":
        if (view.state().stopping === undefined) process.kill(process.pid, "SIGINT")
        return
      case "interrupt":
        process.kill(process.pid, "SIGINT")
        return
      case "suspend":
        leave()
        view.pause()
        process.kill(0, "SIGTSTP")
    }
  }

  const onData = (data: Uint8Array): void => {
    const pressed = press(keys, new TextDecoder().decode(data))
    keys = pressed.keys
    view.showKeys(keys)
    pressed.wishes.forEach(fulfil)
  }
  const enter = (): void => {
    view.resume()
    if (!isInForeground()) return
    input.setRawMode(true)
    input.resume()
    view.showKeys(keys)
  }
  const leave = (): void => {
    if (input.isRaw) input.setRawMode(false)
    input.pause()
  }

  /** Dies of the signal as it would have, but of a terminal that is as it was. */
  const die = (signal: NodeJS.Signals): void => {
    stop()
    view.stop()
    process.kill(process.pid, signal)
  }
  const stop = (): void => {
    process.off("SIGCONT", enter)
    process.off("exit", leave)
    for (const signal of deadly) process.off(signal, die)
    input.off("data", onData)
    leave()
  }

  input.on("data", onData)
  process.on("SIGCONT", enter)
  process.on("exit", leave)
  for (const signal of deadly) process.on(signal, die)
  enter()
  return stop
}

/** Listens to the keys while the scope is open. Does nothing where standard input is no terminal. */
export const listenToKeys = (options: KeyboardOptions): Effect.Effect<void, never, Scope> =>
  options.input.isTTY !== true
    ? Effect.void
    : Effect.asVoid(
        Effect.acquireRelease(
          Effect.sync(() => startKeyboard(options)),
          (stop) => Effect.sync(stop)
        )
      )
