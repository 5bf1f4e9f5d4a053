/** How plots look: colours that are told apart by most eyes (Okabe and Ito 2008), on a white ground. */
import type { EChartsOption } from "echarts"

export const blue = "#0072B2"
export const orange = "#D55E00"
export const green = "#009E73"
export const grey = "#8A8A8A"
const palette = [blue, orange, green, "#CC79A7", "#E69F00", "#56B4E9", "#B0A000"]

/** What all plots share. */
export const framed = (title: string, option: EChartsOption): EChartsOption => ({
  animation: false,
  backgroundColor: "#ffffff",
  color: palette,
  title: { text: title, left: 12, top: 8, textStyle: { fontSize: 14, fontWeight: 600 } },
  grid: { left: 72, right: 32, top: 48, bottom: 56 },
  ...option
})

/** A numeric axis with a name below or beside it. */
export const axis = (name: string, more: object = {}): object => ({
  type: "value",
  name,
  nameLocation: "middle",
  nameGap: 34,
  scale: true,
  splitLine: { lineStyle: { color: "#eeeeee" } },
  ...more
})
