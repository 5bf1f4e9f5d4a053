/** The dashboard's two views, the list of studies and one study, and the addresses that lead to them. */
import { element, place } from "../dom.ts"
import { listView } from "./list.ts"
import { mayChange, takeToken } from "./server.ts"
import { studyView } from "./study.ts"

/** A view while it is shown. */
export interface View {
  readonly root: HTMLElement
  /** Follows an address within itself; false: the address is of another view. */
  readonly goTo?: (address: string) => boolean
  readonly leave: () => void
}

/** Shows what the address says, and something else whenever it changes. */
export const startDashboard = (): void => {
  takeToken()
  const root = place("app")
  const content = element("main", { id: "content", tabindex: -1 })
  const bar = element(
    "nav",
    { class: "top", "aria-label": "Dashboard" },
    element("a", { href: "#/" }, "All studies"),
    mayChange()
      ? undefined
      : element(
          "p",
          { class: "says" },
          "You can look, but not change anything: open the address that sweep dashboard has printed."
        )
  )
  root.replaceChildren(bar, content)
  let view: View | undefined
  const show = (): void => {
    const address = location.hash.replace(/^#/, "") || "/"
    if (view?.goTo?.(address) === true) return
    view?.leave()
    const study = /^\/study\/(\d+)/.exec(address)
    view = study === null ? listView() : studyView(Number(study[1]))
    content.replaceChildren(view.root)
    view.goTo?.(address)
  }
  addEventListener("hashchange", show)
  show()
}
