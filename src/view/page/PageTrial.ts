/** One trial as a page shows it: flat, so that it packs well, and with what a ranking says of it. */
import type { Scalar } from "../../search/SearchSpace.ts"
import type { TrialState } from "../../search/Trial.ts"
import type { StoredTrial } from "../../store/records.ts"
import type { Certainty } from "../certainty.ts"
import { flattenParams } from "../params.ts"
import { rankTrials, type Ranked } from "../ranking.ts"
import { pack, unpack, type Packed } from "./pack.ts"

/** Times are milliseconds since 1970. */
export interface PageTrial {
  readonly number: number
  readonly state: TrialState
  /** With several objectives the number of its front. */
  readonly rank?: number
  /** Whether another trial has exactly the same value. */
  readonly tied?: boolean
  readonly tiedWithFirst?: boolean
  readonly value?: number
  readonly halfWidth?: number
  readonly expected?: number
  readonly seed: number
  readonly attempt: number
  readonly continues?: NonNullable<StoredTrial["continues"]>
  readonly startedAt?: number
  readonly finishedAt?: number
  /** Why it ended without a place, in one line. */
  readonly reason?: string
  /** Why it was proposed. */
  readonly proposed?: string
  readonly parent?: number
  readonly infeasible?: boolean
  /** By flat names. */
  readonly params: Readonly<Record<string, Scalar>>
  readonly metrics: Readonly<Record<string, number>>
}

/** Where it has no place: why. */
const reasonOf = ({ failure, infeasible, pausedBecause, prunedBecause }: StoredTrial): string | undefined =>
  failure === undefined ? (infeasible ?? prunedBecause ?? pausedBecause) : `${failure.reason}: ${failure.message}`

type Spec = Parameters<typeof rankTrials>[1]

const pageTrial = (trial: StoredTrial, ranked: Ranked | undefined, certainty: Certainty | undefined): PageTrial => {
  const known = certainty?.trials.get(trial.number)
  const reason = reasonOf(trial)
  return {
    number: trial.number,
    state: trial.state,
    ...(ranked?.rank === undefined ? {} : { rank: ranked.rank }),
    ...(ranked?.tied === true ? { tied: true } : {}),
    ...(known?.tiedWithFirst === true ? { tiedWithFirst: true } : {}),
    ...(trial.value === undefined ? {} : { value: trial.value }),
    ...(known === undefined ? {} : { halfWidth: known.halfWidth, expected: known.expected }),
    seed: trial.seed,
    attempt: trial.attempt,
    ...(trial.continues === undefined ? {} : { continues: trial.continues }),
    ...(trial.startedAt === undefined ? {} : { startedAt: trial.startedAt }),
    ...(trial.finishedAt === undefined ? {} : { finishedAt: trial.finishedAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(trial.evidence === undefined ? {} : { proposed: `${trial.evidence.model}: ${trial.evidence.reason}` }),
    ...(trial.parent === undefined ? {} : { parent: trial.parent }),
    ...(trial.infeasible === undefined ? {} : { infeasible: true }),
    params: Object.fromEntries(flattenParams(trial.params)),
    metrics: trial.metrics ?? {}
  }
}

/** The trials by rising number, each with its place among all of them. */
export const pageTrials = (
  trials: ReadonlyArray<StoredTrial>,
  spec: Spec,
  certainty?: Certainty
): ReadonlyArray<PageTrial> => {
  const places = new Map(rankTrials(trials, spec).map((ranked) => [ranked.trial.number, ranked]))
  return trials
    .toSorted((a, b) => a.number - b.number)
    .map((trial) => pageTrial(trial, places.get(trial.number), certainty))
}

/** The same trials with their places found again: for a page whose trials go on changing. */
export const ranked = (trials: ReadonlyArray<PageTrial>, spec: Spec): ReadonlyArray<PageTrial> => {
  const places = new Map(rankTrials(trials.map(asStored), spec).map((one) => [one.trial.number, one]))
  return trials.map(({ rank: _rank, tied: _tied, ...trial }) => {
    const place = places.get(trial.number)
    return {
      ...trial,
      ...(place?.rank === undefined ? {} : { rank: place.rank }),
      ...(place?.tied === true ? { tied: true } : {})
    }
  })
}

/** As far as rankings look at it. */
const asStored = (trial: PageTrial): StoredTrial => ({
  number: trial.number,
  state: trial.state,
  params: trial.params,
  seed: trial.seed,
  attempt: trial.attempt,
  ...(trial.value === undefined ? {} : { value: trial.value }),
  metrics: trial.metrics,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 0
})

/** Its params below `params.`, its metrics below `metrics.`, what it goes on from as JSON. */
export const packTrials = (trials: ReadonlyArray<PageTrial>): Packed =>
  pack(
    trials.map(({ continues, metrics, params, ...trial }) => ({
      ...trial,
      ...(continues === undefined ? {} : { continues: JSON.stringify(continues) }),
      ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`params.${name}`, value])),
      ...Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`metrics.${name}`, value]))
    }))
  )

/** The trials again. */
export const unpackTrials = (packed: Packed): ReadonlyArray<PageTrial> =>
  unpack(packed).map((row) => {
    const fields = Object.entries(row)
    const below = (prefix: string) =>
      Object.fromEntries(
        fields.flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : []))
      )
    const own = Object.fromEntries(fields.filter(([name]) => !name.includes(".")))
    const { continues } = own
    return {
      ...own,
      ...(typeof continues === "string" ? { continues: JSON.parse(continues) as unknown } : {}),
      params: below("params."),
      metrics: below("metrics.")
    } as unknown as PageTrial
  })
