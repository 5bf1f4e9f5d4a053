/** What is compared: every rule with its defaults, the same for every set. */
import { asha } from "../../src/search/pruners/asha.ts"
import { hyperband } from "../../src/search/pruners/hyperband.ts"
import { median } from "../../src/search/pruners/median.ts"
import { none } from "../../src/search/pruners/none.ts"
import { optunaHalving, optunaHyperband } from "./optuna.ts"
import type { Rule } from "./simulate.ts"

/** The rule that the others are compared with. */
export const reference = "Optuna's SHA"

/** By rows of the table. */
const all: ReadonlyArray<Rule> = [
  { name: "no pruning", make: none, resumable: false },
  { name: "median", make: () => median(), resumable: false },
  { name: reference, make: optunaHalving, resumable: false },
  { name: "Optuna's Hyperband", make: (_set, study) => optunaHyperband(study), resumable: false },
  { name: "asha, our default (resumes)", make: (set) => asha({ maxStep: set.steps }), resumable: true },
  { name: "asha, stop-only", make: (set) => asha({ maxStep: set.steps }), resumable: false },
  {
    name: "asha with reduction 4 (resumes)",
    make: (set) => asha({ maxStep: set.steps, reduction: 4 }),
    resumable: true
  },
  { name: "hyperband (resumes)", make: (set) => hyperband({ maxStep: set.steps }), resumable: true }
]

const wanted = process.env["BENCH_RULES"]?.split(",")

/** All rules, or those that `BENCH_RULES` names by parts of their names, with commas between them; always the reference. */
export const rules: ReadonlyArray<Rule> =
  wanted === undefined
    ? all
    : all.filter(({ name }) => name === reference || wanted.some((part) => name.includes(part)))
