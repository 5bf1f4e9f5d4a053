/** The colours of everything that is drawn, in one place, and the switch that turns them off. */
import { styleText } from "node:util"

/** Puts one style around a text; leaves it as it is where colours are off. */
export type Paint = (text: string) => string

/** What a style means, not how it looks. */
export interface Theme {
  readonly heading: Paint
  readonly quiet: Paint
  readonly good: Paint
  readonly bad: Paint
  readonly warning: Paint
  readonly accent: Paint
}

const painter =
  (...format: Array<Parameters<typeof styleText>[0]>): Paint =>
  (text) =>
    text === "" ? text : format.reduce<string>((styled, one) => styleText(one, styled, { validateStream: false }), text)

const plain: Paint = (text) => text

/** No colours: for NO_COLOR, files and pipes. */
export const plainTheme: Theme = {
  heading: plain,
  quiet: plain,
  good: plain,
  bad: plain,
  warning: plain,
  accent: plain
}

/** The sixteen colours that every terminal has, so that its own scheme decides how they look. */
export const colourTheme: Theme = {
  heading: painter("bold"),
  quiet: painter("dim"),
  good: painter("green"),
  bad: painter("red"),
  warning: painter("yellow"),
  accent: painter("cyan")
}

/** The theme for a decision that the caller has made (NO_COLOR, a terminal or not). */
export const themeFor = (colours: boolean): Theme => (colours ? colourTheme : plainTheme)
