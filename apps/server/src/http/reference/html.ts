/** Text that is HTML already, and is put into a page as it is. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, HTML and lists of it are not, null is nothing. */
type Part = Html | number | string | null | readonly Html[];

/** A piece of a page; whatever is no HTML is escaped, in text and in double quotes. */
export const html = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: pieces.map((piece, index) => piece + textOf(parts[index] ?? null)).join(""),
});

/** For what is HTML by its nature, as our own style and script. */
export const trusted = (text: string): Html => ({ html: text });

const textOf = (part: Part): string => {
  if (part === null) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "html" in part ? part.html : part.map(textOf).join("");
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** The little Markdown that descriptions are written in: paragraphs and `code`. */
export const prose = (text: string): readonly Html[] => text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`);

/** One paragraph of it, for a line that goes on. */
export const inline = (text: string): readonly Html[] =>
  text.split("`").map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));
