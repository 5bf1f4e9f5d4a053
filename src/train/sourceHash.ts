/** What tells one version of a study file from another. */
import { createHash } from "node:crypto"

/** SHA-256 of a study file's text, in hexadecimal. */
export const sourceHash = (source: string): string => createHash("sha256").update(source).digest("hex")
