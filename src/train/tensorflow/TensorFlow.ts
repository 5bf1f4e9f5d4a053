// TensorFlow.js types `x.relu()` and its like in this module, which only its union package refers to.
import type {} from "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js"
import type * as core from "@tensorflow/tfjs-core"
import type * as layers from "@tensorflow/tfjs-layers"

export type Core = typeof core

/** TensorFlow.js as a trial sees it: operations, gradients and optimizers, with the layers API. */
export type TensorFlow = Core & typeof layers
