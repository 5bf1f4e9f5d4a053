/** Tells data apart. */
import { createHash } from "node:crypto"

const bytesOf = (part: unknown): Uint8Array => {
  if (ArrayBuffer.isView(part)) {
    const kind = new TextEncoder().encode(`${part.constructor.name}\n`)
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    const whole = new Uint8Array(kind.length + bytes.length)
    whole.set(kind)
    whole.set(bytes, kind.length)
    return whole
  }
  return new TextEncoder().encode(JSON.stringify(part) ?? "undefined")
}

/**
 * A fingerprint of data, for a study's `data`: the first 16 hexadecimal digits of a SHA-256 over its parts in their order.
 * A part is a typed array, or anything that JSON can write, such as an array of texts.
 */
export const fingerprint = (...parts: ReadonlyArray<unknown>): string => {
  const hash = createHash("sha256")
  for (const part of parts) {
    const bytes = bytesOf(part)
    // With its length, so that the border between parts counts.
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return hash.digest("hex").slice(0, 16)
}
