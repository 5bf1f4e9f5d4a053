import { asha } from "../../../src/search/pruners/asha.ts"
import { median } from "../../../src/search/pruners/median.ts"
import { none } from "../../../src/search/pruners/none.ts"
import { prunerLaws } from "../../conformance/pruner.ts"

prunerLaws("asha", () => asha())
prunerLaws("asha with rungs close together", () => asha({ minStep: 2, maxStep: 20, reduction: 2 }))
prunerLaws("median", () => median())
prunerLaws("median that starts early", () => median({ startUpTrials: 2, warmUpSteps: 1 }))
prunerLaws("none", none, { ends: "it ends nothing", NaN: "it ends nothing" })
