/** How plots look: colours that are told apart by most eyes (Okabe and Ito 2008), on white paper or on a dark page. */
import type { EChartsOption } from "echarts"
import { describePoint } from "./points.ts"

/** What a plot is drawn in and on. */
export interface Look {
  readonly ink: string
  /** Names and numbers of axes. */
  readonly quiet: string
  /** Lines to read values by. */
  readonly rule: string
  readonly paper: string
  readonly blue: string
  readonly orange: string
  readonly green: string
  readonly grey: string
  /** From the worst to the best. */
  readonly shades: ReadonlyArray<string>
  /** Whether the plot says itself what it shows; a page has headings of its own. */
  readonly hasTitle: boolean
}

/** For pictures. */
export const onPaper: Look = {
  ink: "#222222",
  quiet: "#5f6368",
  rule: "#eeeeee",
  paper: "#ffffff",
  blue: "#0072B2",
  orange: "#D55E00",
  green: "#009E73",
  grey: "#8A8A8A",
  shades: ["#dddddd", "#56B4E9", "#0072B2"],
  hasTitle: true
}

/** For pages that are dark. */
export const onDark: Look = {
  ink: "#e6e4df",
  quiet: "#a3a19b",
  rule: "#2c2e31",
  paper: "#17181a",
  blue: "#5FB4EC",
  orange: "#F28E4B",
  green: "#3CC79B",
  grey: "#7d7f83",
  shades: ["#3a3d42", "#2f7fb5", "#8fd0ff"],
  hasTitle: true
}

const channels = (colour: string): ReadonlyArray<number> =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** The shade of a share: 0 is the worst, 1 the best. */
export const shadeAt = ({ shades }: Look, share: number): string => {
  const place = Math.min(1, Math.max(0, share)) * (shades.length - 1)
  const below = Math.min(shades.length - 2, Math.floor(place))
  const [from, to] = [channels(shades[below]!), channels(shades[below + 1]!)]
  return `rgb(${from.map((one, k) => Math.round(one + (place - below) * (to[k]! - one))).join(",")})`
}

/** What all plots share. */
export const framed = (look: Look, title: string, option: EChartsOption): EChartsOption => ({
  animation: false,
  backgroundColor: look.paper,
  color: [look.blue, look.orange, look.green, "#CC79A7", "#E69F00", "#56B4E9", "#B0A000"],
  textStyle: { color: look.ink, fontFamily: "system-ui, sans-serif" },
  ...(look.hasTitle
    ? { title: { text: title, left: 12, top: 8, textStyle: { color: look.ink, fontSize: 14, fontWeight: 600 } } }
    : {}),
  tooltip: {
    trigger: "item",
    confine: true,
    // Drawn, not built of elements: what params are called can be no markup.
    renderMode: "richText",
    backgroundColor: look.paper,
    borderColor: look.quiet,
    textStyle: { color: look.ink, fontSize: 12 },
    formatter: describePoint
  },
  grid: { left: 72, right: 32, top: look.hasTitle || "legend" in option ? 48 : 20, bottom: 56 },
  ...option
})

/** The legend of a plot, beside its title. */
export const legend = (look: Look): object => ({
  top: 8,
  right: 16,
  itemGap: 24,
  textStyle: { color: look.ink }
})

/** Colours of any axis. */
export const axisColours = (look: Look): object => ({
  axisLine: { lineStyle: { color: look.quiet } },
  axisLabel: { color: look.quiet },
  nameTextStyle: { color: look.quiet },
  splitLine: { lineStyle: { color: look.rule } }
})

/** A numeric axis with a name below or beside it. */
export const axis = (look: Look, name: string, more: object = {}): object => ({
  type: "value",
  name,
  nameLocation: "middle",
  nameGap: 34,
  scale: true,
  ...axisColours(look),
  ...more
})
