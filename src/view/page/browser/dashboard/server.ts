/** How the page asks its own server. */

/** What the server would not do, in words for people. */
export class Refused extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}

const key = "sweep-token"

/** Takes the token out of the address, where everybody who looks at the screen would see it, and keeps it for this tab. */
export const takeToken = (): void => {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
  if (token === undefined) return
  sessionStorage.setItem(key, token)
  history.replaceState(null, "", location.pathname)
}

/** Whether this page may change anything. */
export const mayChange = (): boolean => sessionStorage.getItem(key) !== null

const answered = async <A>(response: Response): Promise<A> => {
  const said = (await response.json()) as A & { readonly message?: string; readonly hint?: string }
  if (!response.ok) throw new Refused(said.message ?? `the server answered ${response.status}`, said.hint ?? "")
  return said
}

const unreachable = () => new Refused("The dashboard's server does not answer.", "Is sweep dashboard still running?")

/** Asks for something. */
export const ask = async <A>(path: string): Promise<A> =>
  answered<A>(
    await fetch(path).catch(() => {
      throw unreachable()
    })
  )

/** Changes something. */
export const change = async <A>(path: string, body: unknown = {}): Promise<A> =>
  answered<A>(
    await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${sessionStorage.getItem(key) ?? ""}` },
      body: JSON.stringify(body)
    }).catch(() => {
      throw unreachable()
    })
  )

/** Listens to events until it is told not to. The browser connects again by itself, from the last event on. */
export const follow = (
  path: string,
  onNews: (news: unknown) => void,
  onConnection: (isConnected: boolean) => void
): (() => void) => {
  const source = new EventSource(path)
  source.addEventListener("message", ({ data }) => onNews(JSON.parse(String(data))))
  source.addEventListener("open", () => onConnection(true))
  source.addEventListener("error", () => onConnection(false))
  return () => source.close()
}
