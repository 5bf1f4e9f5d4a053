/** Markdown as HTML. The only place that knows marked. No raw HTML passes, and nothing that a browser would load or run. */
import { Marked } from "marked"
import { escapeHtml, trusted, type Html } from "./html.ts"

const harmless = /^(https?:|mailto:|#)/i

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens)
      return harmless.test(href) ? `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${text}</a>` : text
    },
    // A page asks no network for pictures: what they show is said in their place.
    image: ({ href, text }) =>
      harmless.test(href)
        ? `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${escapeHtml(text || href)}</a>`
        : escapeHtml(text)
  }
})

/** Prose as HTML. */
export const markdown = (text: string): Html => trusted(String(marked.parse(text)))
