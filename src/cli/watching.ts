/** The command that serves: dashboard. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { calling } from "./calling.ts"
import { artifacts, optional, positive, store, toggle } from "./flags.ts"

/** `sweep dashboard`. */
export const dashboard = Command.make(
  "dashboard",
  {
    port: optional(
      Flag.Int("port").pipe(
        positive("port"),
        Flag.withDescription("Port of 127.0.0.1 to listen on (default: one that is free)")
      )
    ),
    store,
    artifacts,
    noOpen: toggle("no-open", "Only print the address (default: on a terminal, show it in the browser too)")
  },
  calling(async () => (await import("./dashboard.ts")).dashboard)
).pipe(
  Command.withDescription("Serve a live page over the studies of a store, for this machine only, until Ctrl-C"),
  Command.withExamples([
    { command: "sweep dashboard", description: "The studies of sweep.db, beside whatever runs" },
    {
      command: "sweep dashboard --store other.db --artifacts logs --port 4747 --no-open",
      description: "Another store, its logs elsewhere, at an address of one's own"
    }
  ])
)
