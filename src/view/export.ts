/** A study whole, as plain data. */
import type { StudyRecord } from "../store/StudyRecord.ts"

/** It changes where a reader would have to. */
export const exportFormat = "hypersweep study 1"

/** Everything on record, with what its runners worked with by their ids. */
export const exportJson = ({ setups, ...record }: StudyRecord) => ({
  format: exportFormat,
  ...record,
  setups: Object.fromEntries(setups)
})
