/**
 * What model and pruner give together: the Gaussian process chooses among the configurations of the tables.
 * `BENCH_REPEATS` (default 5) is the number of studies per set and rule; `BENCH_BUDGETS` the budgets (default 5,10).
 */
import { encodingOf } from "../../src/search/samplers/gp/columns.ts"
import { observe } from "../../src/search/samplers/gp/observations.ts"
import { propose } from "../../src/search/samplers/gp/propose.ts"
import { printRegrets } from "../pruners.ts"
import { record } from "../support.ts"
import { compare, type Chooser } from "./compare.ts"
import { curveSets } from "./curveTables.ts"
import { reference, rules } from "./rules.ts"

const repeats = Number(process.env["BENCH_REPEATS"] ?? 5)
const budgets = (process.env["BENCH_BUDGETS"] ?? "5,10").split(",").map(Number)
const compared = new Set(["no pruning", "median", reference, "asha, our default (resumes)", "asha, stop-only"])

/** So many results before the model has a say. */
const startup = 10
/** The experts' turns go by the share of the budget that is spent; these studies are bounded by steps. */
const trials = 200

/** The tabled configuration that promises most, by what the complete, pruned and paused trials have shown. */
const chooseFor: Chooser["chooseFor"] = (set, repeat) => {
  const { configurations } = set
  if (configurations === undefined) return undefined
  const encoding = encodingOf(configurations.space)
  const rows = configurations.params.map((params) => encoding.encode(params)!)
  const indexOf = new Map(rows.map((row, index) => [row, index]))
  return (played) => {
    const observations = observe(encoding, played)
    if (observations.rows.length < startup) return undefined
    const tried = new Set(played.map(({ configuration }) => configuration))
    const { scored } = propose({
      columns: encoding.columns,
      observations,
      second: undefined,
      isAllowed: undefined,
      choices: rows.filter((_, index) => !tried.has(index)),
      trials: played,
      seed: repeat,
      number: played.length,
      budget: trials,
      noise: undefined,
      costExponent: 0
    })
    return indexOf.get(scored[0]!.row)
  }
}

/** Prints regrets of every rule with the model in place of random search, over the tables. */
export const measureModel = (): void => {
  const { tables } = curveSets()
  const sets = tables.filter(({ configurations }) => configurations !== undefined)
  if (sets.length === 0) {
    console.log("Name a folder with tables of configurations: HYPERSWEEP_TABLES.")
    return
  }
  console.log(
    `The Gaussian process chooses among the tabled configurations; ${repeats} repeats on each of ${sets.length} sets.`
  )
  const played = rules.filter(({ name }) => compared.has(name))
  const cells = compare(played, sets, repeats, budgets, { name: "model", chooseFor })
  printRegrets(cells, sets.length)
  record("pruners-model", { repeats, budgets, cells })
}
