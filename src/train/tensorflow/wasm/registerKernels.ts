import type { Conv2DAttrs, Conv2DInputs, KernelFunc } from "@tensorflow/tfjs-core"
import { conv2dBackpropFilter } from "./conv2dBackpropFilter.ts"
import { conv2dBackpropInput } from "./conv2dBackpropInput.ts"
import { cpuFallback } from "./cpuFallback.ts"
import { defects } from "./defects.ts"
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwiseGradients.ts"
import { identity } from "./identity.ts"
import { type Factors, matMul, type Transposed, turningTheSmaller } from "./matMul.ts"
import { maxPoolGradient } from "./maxPoolGradient.ts"
import { inPanels } from "./panelProduct.ts"
import { explicitSamePadding } from "./samePadding.ts"
import type { Kernel } from "./Scratch.ts"
import { skippingZeros } from "./sparseProduct.ts"
import { unsortedSegmentSum } from "./segmentSum.ts"
import type { Core } from "../TensorFlow.ts"

/**
 * Makes the WASM backend able to train: adds the gradient kernels it lacks, replaces those that are slow, and lends it
 * the plain JavaScript backend's kernel wherever its own is missing or wrong. Call it once, after both backends' packages
 * are loaded and before the WASM backend is first used.
 */
export const registerKernels = (core: Core): void => {
  for (const kernel of ["BatchMatMul", "_FusedMatMul"]) {
    replace<Kernel<Factors, Transposed>>(core, kernel, (multiply) =>
      kernel === "BatchMatMul"
        ? skippingZeros(core, turningTheSmaller(core, inPanels(core, matMul(core, multiply))))
        : matMul(core, multiply)
    )
  }
  for (const kernel of ["Conv2D", "FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2D"]) {
    replace<Kernel<Conv2DInputs, Conv2DAttrs>>(core, kernel, (convolve) =>
      explicitSamePadding(core, kernel.includes("Depthwise"), convolve)
    )
  }
  replace<KernelFunc>(core, "Identity", (own) => identity(own) as unknown as KernelFunc)
  replace(core, "Conv2DBackpropInput", () => conv2dBackpropInput(core))
  replace(core, "MaxPoolGrad", () => maxPoolGradient(core))
  add(core, "Conv2DBackpropFilter", conv2dBackpropFilter(core))
  add(core, "DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter(core))
  add(core, "DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput(core))
  add(core, "UnsortedSegmentSum", unsortedSegmentSum(core))

  for (const [kernel, isWrong] of Object.entries(defects)) {
    const fallback = cpuFallback(core, kernel)
    const choose =
      (own: KernelFunc): KernelFunc =>
      (call) =>
        isWrong(call) ? fallback(call) : own(call)
    replace<KernelFunc>(core, kernel, choose)
  }
  const known = new Set(core.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName))
  for (const { kernelName } of core.getKernelsForBackend("cpu")) {
    if (!known.has(kernelName)) add(core, kernelName, cpuFallback(core, kernelName))
  }
}

/** TensorFlow.js types every kernel alike; each kernel's own inputs and attributes are those of its TensorFlow op. */
const add = (core: Core, kernelName: string, kernel: KernelFunc | Kernel<never, never>): void =>
  core.registerKernel({ kernelName, backendName: "wasm", kernelFunc: kernel as KernelFunc })

const replace = <Own>(core: Core, kernelName: string, make: (own: Own) => Own | Kernel<never, never>): void => {
  const config = core.getKernel(kernelName, "wasm")
  core.unregisterKernel(kernelName, "wasm")
  // The set-up is kept: it looks up the function in the WASM module that the own kernel calls.
  core.registerKernel({ ...config, kernelFunc: make(config.kernelFunc as Own) as KernelFunc })
}
