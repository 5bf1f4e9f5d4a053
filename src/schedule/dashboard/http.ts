/** HTTP on loopback: requests as data, answers as data, each in a fiber that ends with its connection. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import { UsageError } from "../../errors.ts"
import type { Asking } from "./guard.ts"

/** A request. */
export interface Asked extends Asking {
  readonly query: URLSearchParams
  /** The body as JSON. `UsageError` where it is none, or larger than 64 kB. */
  readonly body: Effect.Effect<unknown, UsageError>
}

/** An answer at once, or one that goes on until its reader leaves. */
export type Answer =
  | {
      readonly status: number
      readonly type: "application/json" | "text/html" | "text/plain"
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | {
      /** `write` succeeds when there is room for more: who reads slowly is told less often. */
      readonly events: (write: (text: string) => Effect.Effect<void>) => Effect.Effect<void>
    }

const mostBytes = 65_536

const safe: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

const tooLarge = () => new UsageError("The request is larger than 64 kB.", "Ask for less at once.")
const noJson = () => new UsageError("The request is no JSON.", 'Send "content-type: application/json" and JSON.')

const bodyOf = (request: IncomingMessage): Effect.Effect<unknown, UsageError> =>
  Effect.callback((resume) => {
    const pieces: Array<Buffer> = []
    let bytes = 0
    request.on("data", (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= mostBytes) pieces.push(piece)
    })
    request.on("end", () => {
      if (bytes > mostBytes) return resume(Effect.fail(tooLarge()))
      if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) return resume(Effect.fail(noJson()))
      const text = Buffer.concat(pieces).toString("utf8")
      resume(Effect.try({ try: () => JSON.parse(text) as unknown, catch: noJson }))
    })
    request.on("error", () => resume(Effect.interrupt))
  })

const askedOf = (request: IncomingMessage): Asked | undefined => {
  const at = URL.parse(request.url ?? "", "http://localhost")
  if (at === null) return undefined
  const { method = "GET", headers } = request
  return { method, path: at.pathname, headers, query: at.searchParams, body: bodyOf(request) }
}

const writerTo =
  (response: ServerResponse) =>
  (text: string): Effect.Effect<void> =>
    Effect.callback((resume) => {
      if (response.destroyed) return resume(Effect.interrupt)
      if (response.write(text)) return resume(Effect.void)
      const go = () => {
        response.off("drain", go).off("close", go)
        resume(Effect.void)
      }
      response.once("drain", go).once("close", go)
    })

const send = (response: ServerResponse, answer: Answer): Effect.Effect<void> => {
  if ("events" in answer) {
    response.writeHead(200, { ...safe, "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" })
    // An answer without delay: a browser says that it is connected.
    response.flushHeaders()
    return answer.events(writerTo(response))
  }
  const { body, headers, status, type } = answer
  response.writeHead(status, { ...safe, "content-type": `${type}; charset=utf-8`, ...headers })
  return Effect.sync(() => response.end(body))
}

const notFree = (port: number, cause: Error) =>
  new UsageError(
    `Port ${port} of 127.0.0.1 cannot be listened on: ${cause.message}.`,
    "Leave --port out, or name another one."
  )

/** Listens on loopback, on any port where it is 0, while the scope is open. Succeeds with the port. */
export const serve = Effect.fnUntraced(function* (
  port: number,
  answer: (asked: Asked) => Effect.Effect<Answer>
): Effect.fn.Return<number, UsageError, Scope.Scope> {
  const run = yield* FiberSet.makeRuntime()
  const server = createServer((request, response) => {
    const asked = askedOf(request)
    if (asked === undefined) return response.writeHead(400, safe).end()
    const fiber = run(
      Effect.flatMap(answer(asked), (made) => send(response, made)).pipe(
        Effect.ensuring(Effect.sync(() => response.end()))
      )
    )
    response.on("close", () => fiber.interruptUnsafe())
  })
  return yield* Effect.acquireRelease(
    Effect.callback<number, UsageError>((resume) => {
      server.once("error", (cause) => resume(Effect.fail(notFree(port, cause))))
      server.listen(port, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
})
