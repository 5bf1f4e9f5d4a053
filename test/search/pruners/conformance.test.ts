import { asha } from "../../../src/search/pruners/asha.ts"
import { all, any } from "../../../src/search/combine.ts"
import { after } from "../../../src/search/pruners/combine.ts"
import { dominated } from "../../../src/search/pruners/dominated.ts"
import { extrapolation } from "../../../src/search/pruners/extrapolation.ts"
import { hyperband } from "../../../src/search/pruners/hyperband.ts"
import { median } from "../../../src/search/pruners/median.ts"
import { none } from "../../../src/search/pruners/none.ts"
import { patience } from "../../../src/search/pruners/patience.ts"
import { percentile } from "../../../src/search/pruners/percentile.ts"
import { threshold } from "../../../src/search/pruners/threshold.ts"
import { wilcoxon } from "../../../src/search/pruners/wilcoxon.ts"
import { prunerLaws } from "../../conformance/pruner.ts"

prunerLaws("asha", () => asha())
prunerLaws("asha with rungs close together", () => asha({ minStep: 2, maxStep: 20, reduction: 2 }))
prunerLaws("hyperband", () => hyperband({ maxStep: 20 }))
prunerLaws("median", () => median())
prunerLaws("median that starts early", () => median({ startUpTrials: 2, warmUpSteps: 1 }))
prunerLaws("percentile", () => percentile())
prunerLaws("none", none, { ends: "it ends nothing", NaN: "it ends nothing" })
prunerLaws("extrapolation", () => extrapolation({ maxStep: 40 }), {
  ends: "its reason shows the value that it expects, which is none of the trial's"
})
const ownBounds = "it goes by bounds of its own, whatever the peers do"
prunerLaws("threshold", () => threshold({ upper: 40 }), { leader: ownBounds, alone: ownBounds, affine: ownBounds })
const ownProgress = "it goes by the trial's own progress, whatever the peers do"
prunerLaws("patience", () => patience({ steps: 3 }), { leader: ownProgress, alone: ownProgress })
const folds = "it judges the reports of folds only"
prunerLaws("wilcoxon", () => wilcoxon(), { ends: folds, NaN: folds })
prunerLaws("dominated", () => dominated(), { ends: "it judges reports of several objectives only" })
prunerLaws("all", () => all(asha(), median()))
prunerLaws("any", () => any(asha({ minStep: 3 }), median()))
prunerLaws("after", () => after(1, median()))
