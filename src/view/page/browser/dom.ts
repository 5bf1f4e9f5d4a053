/** Elements from names and texts. Texts are only ever texts: nothing here reads markup. */

type Child = Node | string | undefined | false

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>

/** An element. Functions are listeners (`onclick`), true is an attribute without a value, false and undefined are none. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: ReadonlyArray<Child>
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (typeof value === "function") made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value === true ? "" : String(value))
  }
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}

/** The element of this id, which the page was made with. */
export const place = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no element "${id}"`)
  return found
}

/** The JSON document of this id. */
export const read = (id: string): unknown => JSON.parse(place(id).textContent ?? "null")

/** A list of names and what belongs to them. */
export const facts = (entries: ReadonlyArray<readonly [name: string, value: string]>): HTMLElement =>
  element(
    "dl",
    { class: "facts" },
    ...entries.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])
  )
