/** One event of a stream, as it was sent (Server-Sent Events, WHATWG HTML, 9.2). */
export interface StreamedEvent {
  /** What a stream that goes on after it is asked with; null for an event that has none. */
  readonly id: string | null;
  readonly event: string;
  readonly data: unknown;
}

/** What a piece of a stream says: events, and perhaps how long to wait before it is asked for again. */
export interface Frames {
  readonly events: readonly StreamedEvent[];
  readonly retryMs: number | null;
  /** The beginning of what comes next. */
  readonly rest: string;
}

/** What is whole in a text that goes on. Comments say nothing but that somebody is there. @throws SyntaxError when data is no JSON */
export const framesIn = (text: string): Frames => {
  const frames = text.split(/\r?\n\r?\n/);
  const rest = frames.pop() ?? "";
  const fields = frames.map((frame) => frame.split(/\r?\n/).map(fieldIn));
  const events = fields.flatMap((frame) => {
    const said = (name: string) => frame.find((field) => field.name === name)?.value ?? null;
    const data = frame.flatMap(({ name, value }) => (name === "data" ? [value] : []));
    return data.length === 0 ? [] : [{ id: said("id"), event: said("event") ?? "message", data: JSON.parse(data.join("\n")) }];
  });
  const retry = fields.flat().findLast(({ name, value }) => name === "retry" && /^\d{1,7}$/.test(value));
  return { events, retryMs: retry === undefined ? null : Number(retry.value), rest };
};

const fieldIn = (line: string): { readonly name: string; readonly value: string } => {
  const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
  return { name, value };
};
