/** The pruner that never prunes: for measurements, and for training whose early values say nothing. */
import { goOn, type Pruner } from "../Pruner.ts"

/** Lets every trial run to its end. */
export const none = (): Pruner => ({ _tag: "Pruner", name: "none", settings: {}, judge: () => goOn })
