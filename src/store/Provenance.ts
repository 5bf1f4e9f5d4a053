/** Under which circumstances a runner's trials were executed: what someone needs to execute them again. */

/** The circumstances of one runner. Plain data; what could not be found out is absent. */
export interface Provenance {
  /** Version of this package. */
  readonly hypersweep: string
  readonly node: string
  readonly machine: {
    /** Such as "Linux 6.1.0 x64". */
    readonly system: string
    readonly cpu: string
    readonly cores: number
    readonly memoryMiB: number
    /** Names of the GPUs that trials may use. */
    readonly gpus: ReadonlyArray<string>
  }
  /** What TensorFlow.js computes on, where the study uses it. */
  readonly backend?: string
  /** The study file's repository. `dirty`: something in it was not committed. */
  readonly git?: { readonly commit: string; readonly dirty: boolean }
  /** Versions of the packages that the study file's own package names, by name, and of TensorFlow.js. */
  readonly packages: Readonly<Record<string, string>>
  /** The variables of `recordedVariables` that were set. */
  readonly environment: Readonly<Record<string, string>>
}

/** The environment variables whose values are recorded: they change what a training computes, and hold no secrets. */
export const recordedVariables: ReadonlyArray<string> = [
  "CUDA_VISIBLE_DEVICES",
  "NVIDIA_VISIBLE_DEVICES",
  "TF_DETERMINISTIC_OPS",
  "TF_ENABLE_ONEDNN_OPTS",
  "TF_FORCE_GPU_ALLOW_GROWTH",
  "TF_NUM_INTEROP_THREADS",
  "TF_NUM_INTRAOP_THREADS",
  "OMP_NUM_THREADS",
  "UV_THREADPOOL_SIZE",
  "NODE_ENV",
  "SLURM_JOB_ID",
  "TZ",
  "LANG",
  "LC_ALL"
]

/**
 * Variables that are not recorded, and not hidden either: places and habits of a terminal, which every stack trace names.
 */
const places =
  /^(PWD|OLDPWD|INIT_CWD|HOME|PATH|TMPDIR|TEMP|TMP|USER|LOGNAME|SHELL|TERM|COLORTERM|LS_COLORS|HOSTNAME|EDITOR|PAGER|DISPLAY|LANGUAGE|LC_\w+|XDG_\w+|NODE|NODE_PATH|NODE_COMPILE_CACHE|npm_(command|execpath|node_execpath|lifecycle_\w+|package_\w+)|SWEEP_STORE|SWEEP_FAIL_POINT|_)$/

/** Shorter values are words like "true" and "1" that say nothing, and would be found everywhere. */
const shortestSecret = 6

/** The part of an environment that is recorded. */
export const recorded = (env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(recordedVariables.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))

/**
 * Puts the name of a variable in the place of its value, wherever a text has it, as it is or as JSON writes it: for what an
 * error says, which may have been made from any of them. Values of fewer than 6 characters are left.
 */
export const redactor = (env: Readonly<Record<string, string | undefined>>): ((text: string) => string) => {
  const secrets = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || value.trim().length < shortestSecret) return []
    if (recordedVariables.includes(name) || places.test(name)) return []
    const trimmed = value.trim()
    const escaped = JSON.stringify(trimmed).slice(1, -1)
    return [...new Set([trimmed, escaped, encodeURIComponent(trimmed)])].map((form) => ({ form, name }))
  })
  // The longest first: a value may be a part of another one.
  secrets.sort((a, b) => b.form.length - a.form.length)
  return (text) => secrets.reduce((left, { form, name }) => left.replaceAll(form, `[${name}]`), text)
}
