/** Evenly spread points: what random search would be if it knew where it has been. */
import { rngFor } from "../math/rng.ts"
import type { Sampler } from "../Sampler.ts"
import { nothingOpen, openRows } from "./openRows.ts"
import { mostShifts, sobolColumns, spreadRow } from "./sobol/spread.ts"

/**
 * Trial n takes point n of a scrambled Sobol sequence, whatever became of the trials before it; a param inside a branch
 * has a coordinate of its own. Where `where` refuses that point, or a trial of a finite space has it, trial n takes the
 * point n of the next scrambling, and so on: under each of them the points of all trials fill the space evenly. From the
 * 65th param on, coordinates are random. A space is exhausted when every point of it was tried.
 */
export const sobol = (): Sampler => ({
  _tag: "Sampler",
  name: "sobol",
  settings: {},
  suggest: (request) => {
    const { number, seed, where } = request
    const open = openRows(request)
    const { columns, decode } = open.encoding
    const spread = spreadRow(open, seed, number)
    if (spread !== undefined) {
      const place = `point ${number} of a Sobol sequence in ${sobolColumns(columns)} dimensions`
      const reason = spread.shifts === 0 ? place : `${place}, scrambled anew ${spread.shifts} times to find an open one`
      return { params: decode(spread.row), evidence: { model: "sobol", reason } }
    }
    const row = open.any(rngFor(seed, number, "sobol.random"))
    if (row === undefined) return nothingOpen(where)
    const reason = `drawn at random, as no scrambling out of ${mostShifts} makes point ${number} an open one`
    return { params: decode(row), evidence: { model: "sobol", reason } }
  }
})
