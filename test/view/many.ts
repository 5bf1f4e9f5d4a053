/** The record of a study with sixty complete trials, which reported three times each. */
import type { StudyRecord } from "../../src/store/StudyRecord.ts"
import { epoch, study, trials } from "./samples.ts"

export const many = Array.from({ length: 60 }, (_, number) => ({
  ...trials[number % 3]!,
  number,
  params: { ...trials[number % 3]!.params, learningRate: 1e-4 * 1.1 ** number, units: 16 + number },
  value: 0.9 + 0.001 * ((number * 7) % 60),
  metrics: { accuracy: 0.9 + 0.001 * ((number * 7) % 60), loss: 0.1 * ((number * 11) % 60) }
}))

/** The record, changed. */
export const manyRecord = (change: Partial<StudyRecord> = {}): StudyRecord => ({
  study,
  trials: many,
  attempts: many.map(({ number }) => ({
    trial: number,
    attempt: 1,
    runner: "ada",
    startedAt: epoch + number * 500,
    startedRevision: number,
    ended: "complete" as const,
    endedRevision: number + 1,
    absences: []
  })),
  reports: many.flatMap(({ number, value }) =>
    [1, 2, 3].map((step) => ({
      trial: number,
      attempt: 1,
      step,
      metrics: { accuracy: value - 0.1 / step },
      at: epoch,
      revision: number
    }))
  ),
  decisions: [],
  checkpoints: [],
  setups: new Map(),
  ...change
})
