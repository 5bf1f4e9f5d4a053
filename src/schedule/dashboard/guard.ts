/** Who may ask the dashboard for what. Its server listens on loopback, where every page of every browser can reach it. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"

/** What the guard looks at. Names of headers are in small letters; one that is absent is undefined. */
export interface Asking {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
}

/** A secret that nobody guesses, for one life of the server. */
export const newToken = (): string => randomBytes(24).toString("base64url")

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Compares in a time that says nothing of where they differ. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

const own = (port: number): ReadonlyArray<string> =>
  ["127.0.0.1", "localhost", "[::1]"].map((host) => `${host}:${port}`)

/**
 * Why a request is refused; undefined where it is not. A host that is not ours is a name that somebody has pointed at this
 * machine (DNS rebinding); an origin that is not ours is another page. Changes need the token as well.
 */
export const refusalOf = (
  { headers, method, path }: Asking,
  { port, token }: { readonly port: number; readonly token: string }
): string | undefined => {
  const { authorization, host, origin, "sec-fetch-site": site } = headers
  const hosts = own(port)
  if (typeof host !== "string" || !hosts.includes(host)) return "This server answers to its own address only."
  if (origin !== undefined && origin !== `http://${host}`) return "Another page may not ask this server."
  // Somebody may follow a link to the page itself.
  if (site !== undefined && site !== "same-origin" && site !== "none" && path !== "/")
    return "Another page may not ask this server."
  if (method === "GET") return undefined
  if (origin === undefined) return "A change must come from the dashboard's own page."
  const given = typeof authorization === "string" ? /^Bearer (.+)$/.exec(authorization)?.[1] : undefined
  return given !== undefined && isSame(given, token)
    ? undefined
    : "The token is missing or wrong: open the address that sweep dashboard has printed."
}
