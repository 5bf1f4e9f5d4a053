/**
 * What Optuna reached on the same problems: Optuna 5.0.0.dev, commit 1d8ce7b, its samplers at their defaults (`gpFixed`:
 * GPSampler with deterministic_objective), simple regret after 100 sequential trials, 10 seeds.
 */

/** First quartile, median, third quartile. */
export type Quartiles = readonly [first: number, median: number, third: number]

/** One problem's row. */
export interface OptunaRow {
  readonly random: Quartiles
  readonly tpe: Quartiles
  readonly gp: Quartiles
  readonly gpFixed: Quartiles
}

/** Where the numbers come from. */
export const optunaSource = "Optuna 5.0.0.dev, commit 1d8ce7b"

/** By problem. */
export const optuna: Readonly<Record<string, OptunaRow>> = {
  branin: {
    random: [0.131, 0.198, 0.724],
    tpe: [0.0105, 0.0186, 0.0229],
    gp: [7.12e-6, 1.19e-5, 2.79e-5],
    gpFixed: [7.11e-6, 1.82e-5, 4.54e-5]
  },
  hartmann3: {
    random: [0.268, 0.325, 0.381],
    tpe: [0.0145, 0.0238, 0.0306],
    gp: [8.09e-6, 1.17e-5, 1.96e-5],
    gpFixed: [1.04e-5, 1.81e-5, 2.85e-5]
  },
  hartmann6: {
    random: [1.19, 1.29, 1.35],
    tpe: [0.0753, 0.116, 0.189],
    gp: [6.41e-5, 2.67e-4, 9.54e-4],
    gpFixed: [5.22e-5, 1.25e-4, 2.56e-4]
  },
  ackley10: { random: [9.28, 9.65, 10.4], tpe: [4.47, 5.14, 5.44], gp: [3.11, 3.32, 3.53], gpFixed: [2.94, 3.1, 3.13] },
  rosenbrock5: {
    random: [1900, 3110, 3770],
    tpe: [56.8, 130, 285],
    gp: [77.2, 124, 236],
    gpFixed: [90.8, 147, 259]
  },
  levy4: {
    random: [2.08, 3.1, 3.25],
    tpe: [0.114, 0.125, 0.253],
    gp: [0.0823, 0.134, 0.196],
    gpFixed: [0.04, 0.093, 0.181]
  },
  rastrigin4: { random: [15, 19.1, 22.3], tpe: [11, 12, 14.5], gp: [18.3, 19.9, 20.9], gpFixed: [10.5, 12, 12.8] },
  styblinski5: {
    random: [46.1, 56.2, 64.8],
    tpe: [16.6, 18.7, 41.1],
    gp: [16.8, 31.7, 55.6],
    gpFixed: [9.05, 35.9, 44.1]
  },
  mixed: {
    random: [0.781, 0.857, 0.938],
    tpe: [0.148, 0.302, 0.384],
    gp: [0.0154, 0.0341, 0.0543],
    gpFixed: [8.81e-4, 0.00829, 0.0156]
  },
  conditional: {
    random: [0.0434, 0.0897, 0.102],
    tpe: [0.00199, 0.00444, 0.101],
    gp: [0.0131, 0.0379, 0.067],
    gpFixed: [0.0175, 0.0289, 0.0987]
  }
}
