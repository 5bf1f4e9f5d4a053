/** Every problem by its name. */
import { ackley, branin, continuous } from "./continuous.ts"
import { heldOut } from "./heldOut.ts"
import { categories, conditional, mixed } from "./mixed.ts"
import type { Problem } from "./Problem.ts"
import { noisy } from "./wrappers.ts"

/** The ten on which other libraries were measured. */
export const compared: ReadonlyArray<Problem> = [...continuous, mixed, conditional]

/** Three more. */
export const further: ReadonlyArray<Problem> = [ackley(5), categories, noisy(branin, 1)]

/** All, those for the choice of constants too. */
export const problems: ReadonlyArray<Problem> = [...compared, ...further, ...heldOut]
