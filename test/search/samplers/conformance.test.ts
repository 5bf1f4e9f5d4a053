import { samplerLaws } from "../../conformance/sampler.ts"
import { auto } from "../../../src/search/samplers/auto.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { grid } from "../../../src/search/samplers/grid.ts"
import { random } from "../../../src/search/samplers/random.ts"
import { int } from "../../../src/search/space/distributions.ts"
import { finiteSpaces } from "../../support/spaces.ts"

const independent = [{ law: "tries every point once", because: "its draws are independent" }] as const
samplerLaws("random", random, { exceptions: independent })
samplerLaws("random in finite spaces", random, { spaces: finiteSpaces, exceptions: independent })

samplerLaws("grid", grid, {
  spaces: finiteSpaces,
  wide: { x: int(1, 1000) },
  exceptions: [
    { law: "differs by number", because: "it goes by what the history lacks" },
    { law: "differs by seed", because: "its order is the definition's" }
  ]
})
samplerLaws("grid of points", () => grid({ points: 2 }), {
  wide: { x: int(1, 1000) },
  exceptions: [
    { law: "tries every point once", because: "it leaves out what lies between its points" },
    { law: "differs by number", because: "it goes by what the history lacks" },
    { law: "differs by seed", because: "its order is the definition's" }
  ]
})

const long = [{ law: "stands 5,000 trials", because: "it is the same for gp in any space" }] as const
samplerLaws("auto in finite spaces", auto, { spaces: finiteSpaces, runs: 20, exceptions: long })
samplerLaws("auto", auto, { runs: 5, exceptions: long })
samplerLaws("gp in finite spaces", gp, { spaces: finiteSpaces, runs: 8, exceptions: long })
samplerLaws("gp", gp, { runs: 8 })
