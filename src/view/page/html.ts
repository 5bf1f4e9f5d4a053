/** HTML in which every text is inert: what is put into a template is escaped, unless it is HTML already. */

const marker = Symbol("html")

/** A piece of HTML that was made here. */
export interface Html {
  readonly [marker]: true
  readonly text: string
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** The text as it can stand in HTML, in an attribute too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!)

/** Markup that is known to be harmless: written here, or by a renderer that escapes. */
export const trusted = (text: string): Html => ({ [marker]: true, text })

type Part = Html | string | number | undefined | false | ReadonlyArray<Html>

const written = (part: Part): string => {
  if (part === undefined || part === false) return ""
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part))
  return marker in part ? part.text : part.map(({ text }) => text).join("")
}

/** A template of HTML. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  trusted(strings.map((text, index) => (index === 0 ? text : written(parts[index - 1]) + text)).join(""))

/** JSON that can stand in a script element: no text in it ends the element, or begins a comment. */
export const inertJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
