/** The failures of looking for what is not there: they name what is. */
import { NotFound } from "../errors.ts"

/** There is no store in this place. */
export const noStore = (path: string): NotFound =>
  new NotFound(
    `There is no store at ${path}.`,
    "Start a study: sweep run study.ts. Or name another file: --store <file>."
  )

/** There is a store without a single study. */
export const nothingYet = (path: string): NotFound =>
  new NotFound(
    `There is no study in ${path} yet.`,
    "Start one: sweep run study.ts. Or name another file: --store <file>."
  )

/** There are studies, but none of this name. */
export const noSuchStudy = (name: string, known: ReadonlyArray<string>): NotFound =>
  new NotFound(
    `There is no study "${name}" in the store.`,
    known.length === 0
      ? "Start one: sweep run study.ts. Or name another file: --store <file>."
      : `There ${known.length === 1 ? "is" : "are"}: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}.`
  )

/** The trial has no sealed metrics. */
export const nothingSealed = (study: string, number: number, sealed: ReadonlyArray<string>): NotFound =>
  sealed.length === 0
    ? new NotFound(
        `The study "${study}" has no sealed metrics.`,
        'A study seals metrics of its own: sealed: ["testAccuracy"]. Everything else is shown without --unseal.'
      )
    : new NotFound(
        `Trial ${number} of "${study}" has no value of ${sealed.join(", ")}.`,
        "Only what a complete trial returned can be unsealed: does train return it?"
      )

/** The study has no trial of this number, or there is no such study. */
export const noSuchTrial = (study: string | undefined, number: number, count: number): NotFound =>
  new NotFound(
    study === undefined ? "There is no such study in the store." : `The study "${study}" has no trial ${number}.`,
    count === 0 ? "It has no trials yet." : `Its trials are numbered from 0 to ${count - 1}.`
  )
