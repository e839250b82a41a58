import type { FieldFault, Outcome, Refusal, Refused } from "./outcome.ts";

/** What a response says, as a value. @throws NoAnswer when what came as done is not what the server sends */
export const outcomeOf = async <Body>(response: Response): Promise<Outcome<Body>> => {
  const { status, headers } = response;
  if (!response.ok) return refusedBy(response);
  return {
    kind: "done",
    status,
    body: bodyIn<Body>(await response.text(), headers),
    etag: headers.get("etag"),
    location: headers.get("location"),
    position: headers.get("waybill-position"),
    replayed: headers.get("idempotency-replayed") === "true",
  };
};

export const refusedBy = async (response: Response): Promise<Refused> => {
  const { status, headers } = response;
  return { kind: "refused", status, refusal: await refusalIn(response), retryAfterMs: retryAfterMs(headers) };
};

/** What the server describes is what it sends: its own tests see to that. */
const bodyIn = <Body>(text: string, headers: Headers): Body => {
  const isJson = /\bjson\b/.test(headers.get("content-type") ?? "");
  return JSON.parse(text === "" ? "null" : isJson ? text : JSON.stringify(text));
};

const refusalIn = async (response: Response): Promise<Refusal> => {
  const text = await response.text();
  const problem = parsed(text);
  const code = textIn(problem, "code") ?? `ServerAnswered${response.status}`;
  const title = textIn(problem, "title") ?? response.statusText;
  return { ...problem, code, title, detail: textIn(problem, "detail") ?? title, ...errorsIn(problem) };
};

const errorsIn = ({ errors }: { readonly errors?: unknown }): { readonly errors?: readonly FieldFault[] } =>
  Array.isArray(errors) ? { errors } : {};

const textIn = (problem: object, name: string): string | null => {
  const value: unknown = Reflect.get(problem, name);
  return typeof value === "string" && value !== "" ? value : null;
};

const parsed = (text: string): object => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

/** RFC 9110, 10.2.3, in seconds as this server says it. */
const retryAfterMs = (headers: Headers): number | null => {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1000 : null;
};
