/** What those who only look may see: everything but sealed metrics. */
import { unsealedOnly } from "../search/objectives/sealed.ts"
import type { StoredReport, StoredStudy, StoredTrial } from "./records.ts"
import type { StudyRecord } from "./StudyRecord.ts"

/** Takes the sealed metrics of a study out of its trials and reports. */
export const veilOf = ({ spec: { sealed = [] } }: Pick<StoredStudy, "spec">) => ({
  trial: <Trial extends StoredTrial>(trial: Trial): Trial =>
    trial.metrics === undefined ? trial : { ...trial, metrics: unsealedOnly(sealed, trial.metrics) },
  report: (report: StoredReport): StoredReport => ({ ...report, metrics: unsealedOnly(sealed, report.metrics) })
})

/** A whole record without the sealed metrics. */
export const veiledRecord = (record: StudyRecord): StudyRecord => {
  const veil = veilOf(record.study)
  return { ...record, trials: record.trials.map(veil.trial), reports: record.reports.map(veil.report) }
}
