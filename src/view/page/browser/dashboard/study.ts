/** One study, live: how far it is, its table, its plots, and what one can ask of its runs. */
import { isFinished } from "../../../../search/Trial.ts"
import { LiveStudy } from "../../LiveStudy.ts"
import type { PageData, TrialDetails } from "../../PageData.ts"
import { stateOf } from "../../PageState.ts"
import type { PageNews } from "../../PageNews.ts"
import type { PageTrial } from "../../PageTrial.ts"
import { element } from "../dom.ts"
import { mountPage, type Page } from "../page.ts"
import { button, carefulButton, notice } from "./acting.ts"
import type { View } from "./app.ts"
import { now } from "./clock.ts"
import { comparison, type Comparison } from "./compare.ts"
import { controls } from "./controls.ts"
import { enqueueForm, type EnqueueForm } from "./enqueue.ts"
import { environment, heading } from "./heading.ts"
import { paced } from "./pace.ts"
import { ask, change, follow, mayChange, Refused } from "./server.ts"

/** What is costly to compute is asked for again after this long at the earliest, in milliseconds, and after so many times as it took. */
const renewMillis = 30_000
const renewTimes = 50
/** A panel that is read is not drawn more often. */
const panelMillis = 1_000

/** What one can do with a trial, as buttons of its panel. */
const actionsFor = (
  id: number,
  trial: PageTrial,
  parts: { readonly compared: Comparison; readonly form: EnqueueForm; readonly reopen: (trial: number) => void }
): ReadonlyArray<HTMLElement> => {
  const { number, params } = trial
  const { compared, form, reopen } = parts
  const says = notice()
  const stop = () =>
    void says.attempt(async () => {
      await change(`/studies/${id}/trials/${number}/stop`)
      return trial.state === "running" ? "Asked: it ends within a second." : "Asked: it ends as soon as it would run."
    })
  return [
    ...(mayChange() && !isFinished(trial.state) ? [carefulButton("Stop the trial", "Really stop it?", stop)] : []),
    ...(mayChange() ? [button("Enqueue one like it", () => form.open(params, says.say))] : []),
    button(compared.has(number) ? "Compare no more" : "Compare", () => {
      compared.toggle(number)
      reopen(number)
    }),
    says.root
  ]
}

const places = () => ({
  head: element("header", { class: "page-header" }),
  says: element("div", { class: "wide" }),
  table: element("div", { class: "wide" }),
  plots: element("div", { class: "wide" }),
  facts: element("div", { class: "wide" })
})

const sections = ({ facts, head, plots, says, table }: ReturnType<typeof places>): HTMLElement =>
  element(
    "div",
    {},
    head,
    says,
    element(
      "section",
      { class: "wide", "aria-labelledby": "leaderboard" },
      element("h2", { id: "leaderboard" }, "Leaderboard"),
      table
    ),
    element("section", { class: "wide", "aria-labelledby": "charts" }, element("h2", { id: "charts" }, "Plots"), plots),
    element(
      "section",
      { class: "wide", "aria-labelledby": "environment" },
      element("h2", { id: "environment" }, "Environment"),
      facts
    )
  )

/** Everything that is shown of a study, once its document is there. */
const mountStudy = (id: number, data: PageData, at: ReturnType<typeof places>) => {
  let live = new LiveStudy(stateOf(data))
  let renewAt = performance.now() + renewMillis
  let isRenewing = false
  const state = () => live.state
  const head = heading(data)
  const compared = comparison(state)
  const form = enqueueForm(id, () => state().study)
  const page: Page = mountPage(state(), {
    table: at.table,
    plots: at.plots,
    detailsOf: (trial) => ask<TrialDetails>(`/studies/${id}/trials/${trial}`),
    actionsOf: (trial) => actionsFor(id, trial, { compared, form, reopen: (number) => page.open(number) }),
    onPanel: (trial) => history.replaceState(null, "", `#/study/${id}${trial === undefined ? "" : `/trial/${trial}`}`)
  })
  at.head.replaceChildren(head.root)
  at.says.replaceChildren(...(mayChange() ? [controls(id, form)] : []))
  at.facts.replaceChildren(environment(data))
  head.show(state())
  document.body.append(compared.root, form.root)

  /** The trials that are not as the table shows them, or as the panel does; of the table undefined where any may be. */
  let unshown: Set<number> | undefined = new Set<number>()
  let changed = new Set<number>()
  let refreshing: ReturnType<typeof setTimeout> | undefined
  const drawTable = paced(
    () => {
      page.show(state(), unshown)
      unshown = new Set()
      head.show(state())
      document.documentElement.dataset["revision"] = String(state().study.revision)
    },
    { share: 0.2 }
  )
  const drawPlots = paced(page.drawPlots, { share: 0.02, everyMillis: 1_000, idleMillis: 500 })
  const refreshPanel = () => {
    refreshing ??= setTimeout(() => {
      refreshing = undefined
      page.refresh(changed)
      changed = new Set()
    }, panelMillis)
  }

  // What is told while the document is made anew: it may know it, or not yet.
  let meanwhile: Array<PageNews> = []
  const renew = async (): Promise<void> => {
    if (isRenewing || !live.isOutgrown() || performance.now() < renewAt) return
    isRenewing = true
    const began = performance.now()
    meanwhile = []
    try {
      const latest = await ask<PageData>(`/studies/${id}`)
      live = new LiveStudy(stateOf(latest))
      for (const news of meanwhile) live.absorb(news, now())
      head.judge(latest)
      unshown = undefined
      drawTable()
      drawPlots()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    } finally {
      isRenewing = false
      renewAt = performance.now() + Math.max(renewMillis, renewTimes * (performance.now() - began))
    }
  }

  return {
    page,
    head,
    absorb: (news: PageNews) => {
      if (isRenewing) meanwhile.push(news)
      for (const trial of live.absorb(news, now())) {
        changed.add(trial)
        unshown?.add(trial)
      }
      drawTable()
      drawPlots()
      refreshPanel()
      void renew()
    },
    leave: () => {
      clearTimeout(refreshing)
      page.leave()
      compared.root.remove()
      form.root.remove()
    }
  }
}

/** The view of a study. */
export const studyView = (id: number): View => {
  const at = places()
  const root = sections(at)
  const says = notice()
  says.say("Asking…")
  at.head.replaceChildren(says.root)
  let mounted: ReturnType<typeof mountStudy> | undefined
  let wanted = ""
  let stopFollowing = () => {}
  let hasLeft = false
  const openWanted = (): void => {
    const trial = /\/trial\/(\d+)$/.exec(wanted)?.[1]
    if (trial !== undefined) mounted?.page.open(Number(trial))
  }
  const start = async (): Promise<string> => {
    const data = await ask<PageData>(`/studies/${id}`)
    if (hasLeft) return ""
    document.title = `${data.study.name} · sweep dashboard`
    const study = mountStudy(id, data, at)
    mounted = study
    stopFollowing = follow(
      `/studies/${id}/events?since=${data.study.revision}`,
      (news) => study.absorb(news as PageNews),
      study.head.connect
    )
    openWanted()
    document.documentElement.dataset["ready"] = "true"
    return ""
  }
  void says.attempt(start)
  return {
    root,
    goTo: (address) => {
      if (!new RegExp(`^/study/${id}(/|$)`).test(address)) return false
      wanted = address
      openWanted()
      return true
    },
    leave: () => {
      hasLeft = true
      stopFollowing()
      mounted?.leave()
    }
  }
}
