import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"

/**
 * Makes a full WASM heap an error. The heap ends at 4 GiB; past it the allocator answers 0, which TensorFlow.js takes
 * for an address, and the next kernels overwrite whatever lies there.
 */
export const refuseNullPointers = (backend: BackendWasm): void => {
  const wasm = backend.wasm as unknown as {
    _malloc: (bytes: number) => number
    readonly _free: (address: number) => void
  }
  // Emscripten's function puts another one into its place when it is first called.
  wasm._free(wasm._malloc(1))
  const allocate = wasm._malloc
  wasm._malloc = (bytes: number): number => {
    const address = allocate(bytes)
    if (address === 0 && bytes > 0) {
      const mebibytes = Math.ceil(bytes / 2 ** 20)
      throw new RangeError(`out of memory: a tensor of ${mebibytes} MiB does not fit into the WASM heap of 4 GiB`)
    }
    return address
  }
}
