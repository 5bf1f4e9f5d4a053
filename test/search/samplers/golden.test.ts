/** The first proposals of the samplers whose other laws have files of their own; golden/ holds what they must be. */
import { describe } from "@effect/vitest"
import { auto } from "../../../src/search/samplers/auto.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { grid } from "../../../src/search/samplers/grid.ts"
import { random } from "../../../src/search/samplers/random.ts"
import { goldenProposals } from "./proposals.ts"

describe("proposals on file", () => {
  goldenProposals("gp", gp)
  goldenProposals("auto", auto)
  goldenProposals("random", random)
  goldenProposals("grid", () => grid({ points: 3 }))
})
