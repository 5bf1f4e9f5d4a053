/** A point of one's own, first in line. */
import { describeDistribution } from "../../../../search/space/describe.ts"
import { dimensionsOf } from "../../../../search/space/dimensions.ts"
import type { LeafDistribution, Scalar } from "../../../../search/SearchSpace.ts"
import { ownOf } from "../../pack.ts"
import type { PageStudy } from "../../PageData.ts"
import { element } from "../dom.ts"
import { button, notice } from "./acting.ts"
import { change } from "./server.ts"

/** The form, in a window over the page. */
export interface EnqueueForm {
  readonly root: HTMLDialogElement
  /** Opens it, filled in with these params; `say` is told, once it has closed, which trial came of it. */
  readonly open: (params: Readonly<Record<string, Scalar>>, say: (words: string) => void) => void
}

const optionsOf = (distribution: LeafDistribution): ReadonlyArray<Scalar> | undefined =>
  "values" in distribution ? distribution.values : distribution._tag === "bool" ? [true, false] : undefined

const fieldFor = (name: string, id: string, distribution: LeafDistribution, value: Scalar | undefined) => {
  const options = optionsOf(distribution)
  const text = value === undefined ? "" : String(value)
  if (options === undefined)
    return element("input", { id, name, value: text, autocomplete: "off", "aria-describedby": `${id}-is` })
  return element(
    "select",
    { id, name, "aria-describedby": `${id}-is` },
    element("option", { value: "" }, "as the study has it"),
    ...options.map((option) =>
      element("option", { value: String(option), selected: String(option) === text }, String(option))
    )
  )
}

/** One field for each param. Params of a branch are there while the branch is chosen. */
const fieldsFor = ({ spec }: PageStudy, params: Readonly<Record<string, Scalar>>) => {
  const rows = dimensionsOf(spec.space).map(({ distribution, parent, path }, index) => {
    const name = path.join(".")
    const id = `point-${index}`
    const field = fieldFor(name, id, distribution, ownOf(params, name))
    const row = element(
      "div",
      { class: "field" },
      element("label", { for: id }, name),
      field,
      element("small", { id: `${id}-is` }, describeDistribution(distribution))
    )
    return { field, name, parent, row }
  })
  const isThere = ({ parent }: (typeof rows)[number]): boolean => {
    if (parent === undefined) return true
    const above = rows[parent.index]!
    return isThere(above) && above.field.value === parent.is
  }
  const update = (): void => {
    for (const one of rows) one.row.hidden = !isThere(one)
  }
  update()
  return {
    rows: rows.map(({ row }) => row),
    update,
    read: () =>
      Object.fromEntries(
        rows.flatMap((one) => (isThere(one) && one.field.value !== "" ? [[one.name, one.field.value]] : []))
      )
  }
}

/** The form of a study. */
export const enqueueForm = (id: number, study: () => PageStudy): EnqueueForm => {
  const form = element("form", { method: "dialog" })
  const root = element("dialog", { class: "window", "aria-label": "Enqueue a point" }, form)
  return {
    root,
    open: (params, say) => {
      const says = notice()
      const fields = fieldsFor(study(), params)
      const send = async (): Promise<void> => {
        const isDone = await says.attempt(async () => {
          const { number } = await change<{ readonly number: number }>(`/studies/${id}/points`, {
            params: fields.read()
          })
          say(`Trial ${number} is next.`)
          return ""
        })
        if (isDone) root.close()
      }
      form.onsubmit = (event) => {
        event.preventDefault()
        void send()
      }
      form.oninput = fields.update
      form.replaceChildren(
        element("h2", {}, "Enqueue a point"),
        element("p", { class: "says" }, "The next free slot tries it. It counts as a trial of the budget."),
        ...fields.rows,
        says.root,
        element(
          "div",
          { class: "actions" },
          element("button", { type: "submit" }, "Enqueue"),
          button("Cancel", () => root.close())
        )
      )
      root.showModal()
    }
  }
}
