/** What the keys of a live view mean. */
import { spaced } from "../facts.ts"
import { fitLine, span } from "../spans.ts"
import type { Theme } from "../theme.ts"
import type { LiveState } from "./LiveState.ts"

/** What was typed so far: the number of a trial to stop. Without it, keys are commands. */
export interface Keys {
  readonly typed?: string
}

/** What a key asks for. */
export type Wish =
  | { readonly _tag: "stopTrial"; readonly trial: number }
  | { readonly _tag: "moreSlots"; readonly by: 1 | -1 }
  /** No new trials. */
  | { readonly _tag: "quit" }
  /** Ctrl-C: like quit, and more each time. */
  | { readonly _tag: "interrupt" }
  /** Ctrl-Z. */
  | { readonly _tag: "suspend" }

/** What a piece of input leads to. */
export interface Pressed {
  readonly keys: Keys
  readonly wishes: ReadonlyArray<Wish>
}

/** Nothing typed. */
export const noKeys: Keys = {}

const commands: ReadonlyMap<string, Wish> = new Map<string, Wish>([
  ["+", { _tag: "moreSlots", by: 1 }],
  ["=", { _tag: "moreSlots", by: 1 }],
  ["-", { _tag: "moreSlots", by: -1 }],
  ["_", { _tag: "moreSlots", by: -1 }],
  ["q", { _tag: "quit" }]
])

/** What these mean does not depend on what was typed. */
const controls: ReadonlyMap<string, Wish> = new Map<string, Wish>([
  ["\u0003", { _tag: "interrupt" }],
  ["\u001A", { _tag: "suspend" }]
])

const longestNumber = 9

/** A key while the number of a trial is typed. */
const type = (typed: string, key: string): Pressed => {
  if (/^\d$/.test(key)) return { keys: { typed: (typed + key).slice(0, longestNumber) }, wishes: [] }
  if (key === "\u007F" || key === "\b") return { keys: { typed: typed.slice(0, -1) }, wishes: [] }
  if (key === "\r" || key === "\n")
    return { keys: noKeys, wishes: typed === "" ? [] : [{ _tag: "stopTrial", trial: Number(typed) }] }
  return { keys: key === "\u001B" ? noKeys : { typed }, wishes: [] }
}

const pressOne = ({ typed }: Keys, key: string): Pressed => {
  const control = controls.get(key)
  if (control !== undefined) return { keys: noKeys, wishes: [control] }
  if (typed !== undefined) return type(typed, key)
  if (key === "s") return { keys: { typed: "" }, wishes: [] }
  const command = commands.get(key)
  return { keys: noKeys, wishes: command === undefined ? [] : [command] }
}

/** Arrows and other keys that a terminal sends as more than one character. */
// oxlint-disable-next-line no-control-regex
const sequences = /\u001B(?:\[[0-9;?]*[ -/]*[@-~]|O.)/g

/** Reads a piece of input, which may be several keys. */
export const press = (keys: Keys, input: string): Pressed => {
  let pressed: Pressed = { keys, wishes: [] }
  for (const key of input.replaceAll(sequences, "")) {
    const { keys: next, wishes } = pressOne(pressed.keys, key)
    pressed = { keys: next, wishes: [...pressed.wishes, ...wishes] }
  }
  return pressed
}

/** What the keys do, or what is being typed. */
export const keyLine = (keys: Keys, { stopping }: LiveState, width: number, theme: Theme): string => {
  if (keys.typed !== undefined)
    return fitLine(
      spaced([
        span(`stop trial ${keys.typed}▏`, theme.accent),
        span("its number, then Enter; Esc to leave it", theme.quiet)
      ]),
      width
    )
  const quit = stopping === undefined ? "q quit" : "Ctrl-C end the running trials"
  return fitLine([span(`s stop a trial  + - trials at once  ${quit}`, theme.quiet)], width)
}
