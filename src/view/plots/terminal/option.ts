/** The part of ECharts' options that our plots use, as a terminal reads it. */
import type { EChartsOption } from "echarts"

/** A value on an axis: a number, or the name of a category. */
export type Place = number | string | null

export interface Axis {
  readonly type?: "value" | "log" | "category" | "time"
  readonly name?: string
  readonly data?: ReadonlyArray<string>
  readonly inverse?: boolean
  readonly min?: number
  readonly max?: number
}

export interface Series {
  readonly type: "scatter" | "line" | "bar" | "custom" | "parallel"
  readonly name?: string
  readonly step?: string
  readonly xAxisIndex?: number
  readonly yAxisIndex?: number
  readonly data: ReadonlyArray<ReadonlyArray<Place>>
  readonly colour?: string
  /** Of each item, where they differ. */
  readonly colours: ReadonlyArray<string | undefined>
  readonly encode?: { readonly x?: ReadonlyArray<number>; readonly y?: number | ReadonlyArray<number> }
}

/** An option, with lists where ECharts takes one or many. */
export interface Drawing {
  readonly xAxes: ReadonlyArray<Axis>
  readonly yAxes: ReadonlyArray<Axis>
  readonly parallelAxes: ReadonlyArray<Axis>
  readonly series: ReadonlyArray<Series>
}

const many = <One>(one: unknown): ReadonlyArray<One> =>
  one === undefined ? [] : ((Array.isArray(one) ? one : [one]) as ReadonlyArray<One>)

interface RawSeries extends Omit<Series, "data" | "colour" | "colours"> {
  readonly data?: ReadonlyArray<unknown>
  readonly itemStyle?: { readonly color?: string; readonly borderColor?: string }
  readonly lineStyle?: { readonly color?: string }
}

interface RawItem {
  readonly value?: unknown
  readonly itemStyle?: { readonly color?: string }
}

/** Reads an option. */
export const drawingOf = (option: EChartsOption): Drawing => ({
  xAxes: many(option.xAxis),
  yAxes: many(option.yAxis),
  parallelAxes: many(option["parallelAxis"]),
  series: many<RawSeries>(option.series).map(({ data = [], itemStyle, lineStyle, ...series }) => {
    const items = data.map((item): RawItem =>
      typeof item === "object" && item !== null && !Array.isArray(item) ? (item as RawItem) : { value: item }
    )
    const own = itemStyle?.color === "transparent" ? itemStyle.borderColor : itemStyle?.color
    const colour = lineStyle?.color ?? own
    return {
      ...series,
      data: items.map(({ value }) => many<Place>(value)),
      colours: items.map((item) => item.itemStyle?.color),
      ...(colour === undefined ? {} : { colour })
    }
  })
})
