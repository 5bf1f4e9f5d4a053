/** Independent random points: the baseline that every other sampler has to beat. */
import { rngFor } from "../math/rng.ts"
import type { Sampler } from "../Sampler.ts"
import { drawFeasible } from "../space/feasible.ts"
import { takenBy } from "../space/taken.ts"

/**
 * Draws every param independently by its distribution, and once more where `where` refuses the point or a trial has it (where
 * noise is declared: as many trials as may). A
 * space is exhausted when every point of it was tried.
 */
export const random = (): Sampler => ({
  _tag: "Sampler",
  name: "random",
  settings: {},
  suggest: ({ history, noise, number, seed, space, where }) => {
    const params = drawFeasible({
      space,
      where,
      rng: rngFor(seed, number, "random"),
      // Asked for only where drawing fails.
      get known() {
        return history.trials.map((trial) => trial.params)
      },
      isTaken: takenBy(space, history.trials, noise?.repeats)
    })
    if (params !== undefined) return { params, evidence: { model: "random", reason: "drawn at random" } }
    return {
      exhausted:
        where === undefined
          ? "every point of the space was tried"
          : "every point found that satisfies the constraint (where) was tried"
    }
  }
})
