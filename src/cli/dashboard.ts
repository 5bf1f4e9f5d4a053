/** `sweep dashboard`: a live page over the studies of a store. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import { newToken } from "../schedule/dashboard/guard.ts"
import { serveDashboard } from "../schedule/dashboard/server.ts"
import * as sqlite from "../store/sqlite.ts"
import { dashboardPages } from "../view/page/dashboard.ts"
import { artifactsOf, readLog } from "./artifacts.ts"
import { print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface DashboardInput {
  readonly port: number | undefined
  readonly store: string | undefined
  readonly artifacts: string | undefined
  readonly noOpen: boolean
}

const openers: Readonly<Record<string, ReadonlyArray<string>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
  linux: ["xdg-open"]
}

/**
 * Shows an address in the person's browser, if there is one. By way of a file that only this person can read: everybody on the
 * machine can see with which arguments a program was started, and the address has the token in it.
 */
const openBrowser = (address: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "sweep-dashboard-"))
      const file = join(folder, "open.html")
      writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}">`, { mode: 0o600 })
      const [program, ...args] = openers[process.platform] ?? openers["linux"]!
      const opener = spawn(program!, [...args, pathToFileURL(file).href], { stdio: "ignore", detached: true })
      // Where there is no browser, the printed address is enough.
      opener.on("error", () => {})
      opener.unref()
      return folder
    }),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )

const signalled = Effect.callback<void>((resume) => {
  const stop = () => resume(Effect.void)
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
  for (const signal of signals) process.once(signal, stop)
  return Effect.sync(() => signals.forEach((signal) => process.off(signal, stop)))
})

/** Serves the dashboard until Ctrl-C. */
export const dashboard = (input: DashboardInput) => {
  const path = storePath(input.store)
  return Effect.scoped(
    Effect.gen(function* () {
      const token = newToken()
      const port = yield* serveDashboard({
        port: input.port ?? 0,
        token,
        pages: yield* Effect.promise(dashboardPages),
        store: sqlite.layer(path),
        log: (study, trial, attempt) => readLog(artifactsOf(path, study, input.artifacts), trial, attempt)
      })
      const address = `http://127.0.0.1:${port}/#token=${token}`
      print(address)
      process.stderr.write("The dashboard is at this address until Ctrl-C. Runs go on without it.\n")
      if (!input.noOpen && process.stdout.isTTY) yield* openBrowser(address)
      yield* signalled
    })
  ).pipe(Effect.provide(sqlite.readerLayer(path)))
}
