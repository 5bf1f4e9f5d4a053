/** A whole document: one file, or one answer, that asks nothing of any network. */
import { createHash } from "node:crypto"
import { html, inertJson, trusted, type Html } from "./html.ts"

/** What a document is put together from. */
export interface Shell {
  readonly title: string
  readonly body: Html
  /** What its script reads by `id`. */
  readonly documents: Readonly<Record<string, unknown>>
  readonly style: string
  /** In the order in which they run, after everything else is there. */
  readonly scripts: ReadonlyArray<string>
  /** By their ids: scripts that the others run when the page has been painted. Default: none. */
  readonly late?: Readonly<Record<string, string>>
  /** Whether it may ask the server that it came from. Default: nobody at all. */
  readonly asksItsServer?: boolean
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** Only what is written here runs, and only by its hash; nothing is loaded, sent, framed or submitted. */
export const contentPolicy = ({ asksItsServer = false, late = {}, scripts, style }: Shell): string =>
  [
    "default-src 'none'",
    `script-src ${[...scripts, ...Object.values(late)].map(hash).join(" ") || "'none'"}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    `connect-src ${asksItsServer ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'"
  ].join("; ")

/** Refuses what would end its element early: our own files, never something that a study says. */
const inElement = (name: "script" | "style", text: string, attributes = html``): Html => {
  if (new RegExp(`</${name}|<!--`, "i").test(text)) throw new Error(`a ${name} of the page ends its own element`)
  return trusted(`<${name}${attributes.text}>${text}</${name}>`)
}

/** The document's text. */
export const shell = (content: Shell): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(content)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${content.title}</title>
        ${inElement("style", content.style)}
      </head>
      <body>
        ${content.body}
        ${Object.entries(content.documents).map(
          ([id, value]) =>
            html`<script type="application/json" id="${id}">
              ${trusted(inertJson(value))}
            </script> `
        )}${Object.entries(content.late ?? {}).map(([id, script]) =>
          inElement("script", script, html` type="text/plain" id="${id}"`)
        )}${content.scripts.map((script) => inElement("script", script))}
      </body>
    </html> `.text
