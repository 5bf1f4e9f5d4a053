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

/** Gives an element this text, where it has another: what stays as it is need not be laid out, nor be read out, again. */
export const say = (at: Element, text: string): void => {
  if (at.textContent !== text) at.textContent = text
}

/** Gives an element this attribute, where it has another. */
export const put = (at: Element, name: string, value: string | number): void => {
  if (at.getAttribute(name) !== String(value)) at.setAttribute(name, String(value))
}

/** Puts these children into an element, and touches none that are in their place already. */
export const arrange = (parent: Element, children: ReadonlyArray<Element>): void => {
  const wanted = new Set(children)
  children.forEach((child, index) => {
    const there = parent.children[index]
    if (there === child) return
    // What stands here and is not wanted any more makes room, so that what follows it need not move.
    if (there !== undefined && !wanted.has(there)) there.replaceWith(child)
    else parent.insertBefore(child, there ?? null)
  })
  while (parent.children.length > children.length) parent.lastElementChild!.remove()
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
