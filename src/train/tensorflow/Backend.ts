/**
 * What TensorFlow.js computes on.
 *
 * - `tensorflow-gpu`: the TensorFlow C library on an NVIDIA GPU
 * - `tensorflow`: the TensorFlow C library on the CPU
 * - `wasm`: WebAssembly with SIMD, one core; part of Hypersweep
 * - `webgpu`: any GPU with a Vulkan, Metal or Direct3D 12 driver; only when asked for
 * - `cpu`: plain JavaScript, too slow for real work; part of Hypersweep
 */
export type BackendName = "tensorflow-gpu" | "tensorflow" | "wasm" | "webgpu" | "cpu"

/** Every backend. */
export const backendNames: ReadonlyArray<BackendName> = ["tensorflow-gpu", "tensorflow", "wasm", "webgpu", "cpu"]

/**
 * What is tried when nobody asked for a backend, best first. WebGPU is left out: a step costs several milliseconds
 * before the GPU has done anything, so small models train slower on it than on WASM.
 */
export const preference: ReadonlyArray<BackendName> = ["tensorflow-gpu", "tensorflow", "wasm", "cpu"]

/** Why something does not work here, without a full stop, and what to do about it, in whole sentences. */
export interface Refusal {
  readonly reason: string
  readonly fix: string
}

/** A better backend that was not taken. */
export interface PassedOver extends Refusal {
  readonly name: BackendName
}

/** The backend that trials compute on, and why. It is recorded with the study. */
export interface BackendChoice {
  readonly name: BackendName
  readonly reason: string
  readonly passedOver: ReadonlyArray<PassedOver>
}
