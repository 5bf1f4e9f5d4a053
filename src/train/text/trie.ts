/** A prefix tree over code points. */
export interface Trie {
  readonly next: Map<number, Trie>
  /** The number of the word that ends here, if one does. */
  value: number | undefined
}

const node = (): Trie => ({ next: new Map(), value: undefined })

/** The tree of some words and their numbers. */
export const grow = (words: ReadonlyArray<string>, numberOf: (word: string) => number): Trie => {
  const root = node()
  for (const word of words) {
    let at = root
    for (const character of word) {
      const code = character.codePointAt(0)!
      let next = at.next.get(code)
      if (next === undefined) at.next.set(code, (next = node()))
      at = next
    }
    at.value = numberOf(word)
  }
  return root
}
