/** Places on an axis as shares of its length. */
import { formatNumber } from "../../format.ts"
import type { Axis, Place } from "./option.ts"

/** An axis with its range. */
export interface Scale {
  /** 0 at its beginning, 1 at its end; NaN for what has no place on it. */
  readonly share: (place: Place | undefined) => number
  /** What stands at its beginning and its end. */
  readonly ends: readonly [string, string]
}

const clock = (millis: number): string => new Date(millis).toISOString().slice(11, 19)

/** The scale of an axis over the places that are drawn. */
export const scaleOf = (axis: Axis, places: ReadonlyArray<Place | undefined>): Scale => {
  if (axis.type === "category") {
    const names = axis.data ?? []
    const share = (place: Place | undefined): number => {
      const index = typeof place === "number" ? place : names.indexOf(String(place))
      return index < 0 ? Number.NaN : (index + 0.5) / Math.max(1, names.length)
    }
    return { share, ends: [names[0] ?? "", names.length > 1 ? names.at(-1)! : ""] }
  }
  const inner = axis.type === "log" ? Math.log : (value: number): number => value
  const numbers = places.filter((place) => typeof place === "number" && Number.isFinite(inner(place))) as Array<number>
  const low = axis.min ?? numbers.reduce((a, b) => Math.min(a, b), Infinity)
  const high = axis.max ?? numbers.reduce((a, b) => Math.max(a, b), -Infinity)
  const written = axis.type === "time" ? clock : formatNumber
  const [from, to] = axis.inverse === true ? [high, low] : [low, high]
  return {
    share: (place) => {
      if (typeof place !== "number") return Number.NaN
      return to === from ? 0.5 : (inner(place) - inner(from)) / (inner(to) - inner(from))
    },
    ends: numbers.length === 0 ? ["", ""] : [written(from), written(to)]
  }
}
