/** The script of the dashboard: everything that it shows it asks its server for. */
import { startDashboard } from "../dashboard/app.ts"

startDashboard()
