/** What this machine has of what the engine can use. */
import { formatCount } from "./format.ts"
import { span } from "./spans.ts"
import { renderTable } from "./table.ts"
import { cleanText, wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** One thing that was looked for. */
export interface DoctorCheck {
  readonly name: string
  /** `warning`: there, but something about it deserves a look. `optional`: not there, and not needed. */
  readonly status: "ok" | "missing" | "warning" | "optional"
  readonly found: string
  /** How to get it, or to mend it. */
  readonly fix?: string
}

const verdict = (checks: ReadonlyArray<DoctorCheck>): string => {
  const count = (status: DoctorCheck["status"]): number => checks.filter((check) => check.status === status).length
  const [missing, warnings] = [count("missing"), count("warning")]
  if (missing + warnings === 0) return "Everything is there."
  return `${missing} missing, ${formatCount(warnings, "warning")}.`
}

/** The checks as a table, then how to get what is missing. */
export const renderDoctor = (request: {
  readonly checks: ReadonlyArray<DoctorCheck>
  readonly width: number
  readonly theme: Theme
}): string => {
  const { checks, theme, width } = request
  const paint = { ok: theme.good, missing: theme.bad, warning: theme.warning, optional: theme.quiet }
  const always = Number.POSITIVE_INFINITY
  const fixes = checks.flatMap(({ fix, name, status }) =>
    status === "ok" || fix === undefined ? [] : wrap(`${cleanText(name)}: ${cleanText(fix)}`, width, "  ")
  )
  return [
    ...renderTable({
      columns: [
        { name: "check", priority: always },
        { name: "status", priority: always },
        { name: "found", priority: always }
      ],
      rows: checks.map(({ found, name, status }) => [name, span(status, paint[status]), found]),
      width,
      theme
    }),
    "",
    ...(fixes.length === 0 ? [] : [...fixes, ""]),
    ...wrap(verdict(checks), width)
  ].join("\n")
}

/** The checks as plain data. */
export const doctorJson = (checks: ReadonlyArray<DoctorCheck>) => ({
  ok: checks.every((check) => check.status !== "missing"),
  checks
})
