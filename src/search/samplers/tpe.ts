/** Tree-structured Parzen estimators: what do good trials have that others have not? */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor } from "../math/rng.ts"
import type { Sampler, SuggestRequest, Suggestion } from "../Sampler.ts"
import { nothingOpen, openRows } from "./openRows.ts"
import { mergeRepeats, outcomesOf } from "./outcomes.ts"
import { spreadRow } from "./sobol/spread.ts"
import { splitBranch } from "./tpe/branch.ts"
import { proposeRow } from "./tpe/propose.ts"
import { splitTrials, type Split } from "./tpe/split.ts"

/** Settings of the TPE sampler. */
export interface TpeOptions {
  /** How many trials are spread over the space before the densities propose. Default 10, at most a third of the budget. */
  readonly startup?: number
}

/**
 * Tree-structured Parzen estimators (Bergstra et al. 2011), multivariate: params that do well together are proposed
 * together, and a trial teaches about the params of the branch that it took. In a space with branches, every other trial
 * draws its branch as often as good trials have it, and compares the trials of that branch alone. Start-up trials are
 * points of a Sobol sequence. The best tenth of the trials is told apart from the others, among which failed, running and
 * waiting ones count; pruned ones rank behind complete ones, the sooner they were stopped the lower, and behind them those
 * outside of an outcome constraint, the farther the lower. Where noise is declared, the trials of the same params count as
 * one with their mean. Never proposes params that a trial has (where noise is declared: as many trials as may), nor any that `where` refuses: a space without others is exhausted. With several objectives,
 * trials are ordered by Pareto front and, within a front, by how far apart they are (as in Ozaki et al. 2020,
 * "Multiobjective tree-structured Parzen estimator", with crowding distance in place of hypervolume). Throws `InvalidDefinition` where `startup` is not a whole number above 0.
 */
export const tpe = (options: TpeOptions = {}): Sampler => {
  const { startup } = options
  if (startup !== undefined && !(Number.isSafeInteger(startup) && startup >= 1)) {
    throw new InvalidDefinition(
      `tpe: startup must be a whole number of at least 1, but it is ${JSON.stringify(startup)}.`,
      "Leave it out, or give the number of trials before the densities propose, such as 10."
    )
  }
  return {
    _tag: "Sampler",
    name: "tpe",
    settings: startup === undefined ? {} : { startup },
    suggest: (request) => suggest(request, startup ?? Math.max(4, Math.min(10, Math.floor(request.budget / 3))))
  }
}

const suggest = (request: SuggestRequest, startup: number): Suggestion => {
  const { history, noise, number, seed, where } = request
  const open = openRows(request)
  const { columns, decode } = open.encoding
  if (open.listed?.length === 0) return nothingOpen(where)
  const answer = (row: Float64Array, reason: string): Suggestion => ({
    params: decode(row),
    evidence: { model: "tpe", reason }
  })

  const { finished, pending } = outcomesOf(
    open.encoding,
    noise === undefined ? history.trials : mergeRepeats(open.encoding, history.trials)
  )
  if (finished.length + pending.length < startup || finished.length < startup / 2) {
    const spread = spreadRow(open, seed, number)
    if (spread !== undefined) {
      return answer(
        spread.row,
        `start-up: point ${number} of a Sobol sequence, as ${finished.length} of ${startup} trials have a result`
      )
    }
  } else {
    const split = splitTrials(finished, pending)
    const own =
      number % 2 === 0 ? splitBranch(columns, split, finished, pending, rngFor(seed, number, "tpe.branch")) : undefined
    if (own !== undefined) {
      const isOpen = (row: Float64Array): boolean => own.isOwn(row) && open.isOpen(row)
      const best = proposeRow(columns, own.split, isOpen, open.listed, rngFor(seed, number, "tpe"))
      if (best !== undefined) return answer(best.row, reasonFor(best.score, own.split, " of its branch"))
    }
    const best = proposeRow(columns, split, open.isOpen, open.listed, rngFor(seed, number, "tpe"))
    if (best !== undefined) {
      const ahead = pending.length === 0 ? "" : `, ${pending.length} of them under way`
      return answer(best.row, reasonFor(best.score, split, "") + ahead)
    }
  }
  const row = open.any(rngFor(seed, number, "tpe.random"))
  return row === undefined
    ? nothingOpen(where)
    : answer(row, `drawn at random, as every point that the densities prefer was tried or is refused by where`)
}

const reasonFor = (score: number, { good, other }: Split, where: string): string =>
  `${Math.exp(score).toPrecision(3)} times as dense in the ${good.rows.length} best trials${where} as in the ${other.rows.length} others`
