/** What one can ask of the runs of a study. */
import { element } from "../dom.ts"
import { button, carefulButton, notice } from "./acting.ts"
import type { EnqueueForm } from "./enqueue.ts"
import { change } from "./server.ts"

/** Enqueue, more or fewer trials at once, no more trials. */
export const controls = (study: number, form: EnqueueForm): HTMLElement => {
  const says = notice()
  const slots = element("input", { type: "number", id: "slots", min: 1, max: 1024, step: 1, value: 1, required: true })
  const parallelism = element(
    "form",
    {
      class: "inline",
      onsubmit: (event) => {
        event.preventDefault()
        void says.attempt(async () => {
          await change(`/studies/${study}/parallelism`, { slots: slots.valueAsNumber })
          return `Asked: each run of this study does ${slots.value} at once from here on. What runs is left alone.`
        })
      }
    },
    element("label", { for: "slots" }, "Trials at once"),
    slots,
    element("button", { type: "submit" }, "Set")
  )
  const stop = carefulButton("Stop the runs", "Really? No new trials, running ones finish", () => {
    void says.attempt(async () => {
      await change(`/studies/${study}/stop`)
      return "Asked: no new trials; running ones finish. The same sweep run goes on later."
    })
  })
  return element(
    "section",
    { class: "controls", "aria-label": "What to ask of the runs" },
    element(
      "div",
      { class: "actions" },
      button("Enqueue a point", () => form.open({}, says.say)),
      parallelism,
      stop
    ),
    says.root
  )
}
