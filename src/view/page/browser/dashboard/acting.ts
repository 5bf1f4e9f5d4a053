/** Buttons that change something, and where it is said what came of it. */
import { element } from "../dom.ts"
import { Refused } from "./server.ts"

/** Where it is said what came of a change. */
export interface Notice {
  readonly root: HTMLElement
  readonly say: (words: string) => void
  /** Does something, and says what went wrong. Whether it succeeded. */
  readonly attempt: (step: () => Promise<string>) => Promise<boolean>
}

/** A line that is read aloud when it changes. */
export const notice = (): Notice => {
  const root = element("p", { class: "says notice", role: "status" })
  const say = (words: string): void => {
    root.classList.remove("bad")
    root.textContent = words
  }
  return {
    root,
    say,
    attempt: async (step) => {
      try {
        say(await step())
        return true
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        say(`${error.message} ${error.hint}`)
        root.classList.add("bad")
        return false
      }
    }
  }
}

/** A button. */
export const button = (
  label: string,
  act: () => void,
  attributes: Readonly<Record<string, string>> = {}
): HTMLElement => element("button", { type: "button", ...attributes, onclick: act }, label)

/** A button that asks again before it acts, in its own place; it forgets after five seconds. */
export const carefulButton = (label: string, question: string, act: () => void): HTMLElement => {
  const made = element("button", { type: "button" }, label)
  let isSure = false
  let forgetting: ReturnType<typeof setTimeout> | undefined
  const forget = (): void => {
    isSure = false
    made.textContent = label
    made.classList.remove("sure")
  }
  made.addEventListener("click", () => {
    clearTimeout(forgetting)
    if (isSure) {
      forget()
      act()
      return
    }
    isSure = true
    made.textContent = question
    made.classList.add("sure")
    forgetting = setTimeout(forget, 5_000)
  })
  return made
}
