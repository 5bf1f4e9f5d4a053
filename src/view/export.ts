/** A study whole, as plain data. */
import type { StudyRecord } from "../store/StudyRecord.ts"

/** Everything on record, with what its runners worked with by their ids. `format` changes where a reader would have to. */
export const exportJson = ({ setups, ...record }: StudyRecord) => ({
  format: "hypersweep study 1",
  ...record,
  setups: Object.fromEntries(setups)
})
