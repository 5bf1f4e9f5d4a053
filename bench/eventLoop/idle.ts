/** A process that does nothing but watch its event loop until its input ends: what the machine does to everybody. */
import { watch } from "./watch.ts"

const stop = watch()
process.stdin.resume()
process.stdin.on("end", () => {
  process.stdout.write(JSON.stringify(stop()))
  process.exit(0)
})
