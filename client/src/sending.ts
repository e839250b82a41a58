import { outcomeOf } from "./answer.ts";
import { clientLimits } from "./limits.ts";
import { NoAnswer } from "./no-answer.ts";
import { type CallOptions, headersOf, type Operation, type Request, urlOf } from "./operation.ts";
import type { Outcome } from "./outcome.ts";

/** Whom to ask, and as whom. */
export interface ClientOptions {
  /** Such as `http://127.0.0.1:4000`. */
  readonly baseUrl: string;
  /** `wb_…`; without it only what is open to anyone can be asked. */
  readonly key?: string | undefined;
  /** For an admin of the platform: acts for this merchant. */
  readonly merchant?: string | undefined;
  /** Sends requests; the runtime's own unless something else is given, as in a test. */
  readonly fetch?: typeof fetch | undefined;
  /** How often a request is sent in all. */
  readonly tries?: number | undefined;
  /** The wait before the second try when the server names none; doubled each time. */
  readonly retryDelayMs?: number | undefined;
  /** How long one try may take. */
  readonly timeoutMs?: number | undefined;
}

/** What is sent, each time in the same words. */
export interface Sent {
  readonly operation: Operation;
  readonly request: Request;
  readonly options: CallOptions;
}

/** Sends it once. `written` is where the client's own writes were recorded. @throws what `signal` was aborted with */
export const send = async <Body>(client: ClientOptions, sent: Sent, written: string | null): Promise<Outcome<Body> | NoAnswer> => {
  const { operation, request, options } = sent;
  const { baseUrl, timeoutMs = clientLimits.timeoutMs } = client;
  const after = [written, options.after].filter((token) => typeof token === "string").join(",");
  const waitsMs = operation.waits ? (options.waitSeconds ?? 0) * 1_000 : 0;
  const aborted = [AbortSignal.timeout(timeoutMs + waitsMs), ...(options.signal === undefined ? [] : [options.signal])];
  try {
    const response = await (client.fetch ?? fetch)(urlOf(baseUrl, operation, request), {
      method: operation.method,
      headers: { ...headersOf(operation, options, after), ...headersFor(client, request) },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      signal: AbortSignal.any(aborted),
    });
    return await outcomeOf<Body>(response);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    return new NoAnswer(`no answer from ${baseUrl} (${reasonOf(error)})`, { cause: error });
  }
};

export const headersFor = ({ key, merchant }: ClientOptions, { body }: Request): Readonly<Record<string, string>> => ({
  ...(key !== undefined && { authorization: `Bearer ${key}` }),
  ...(merchant !== undefined && { "waybill-merchant": merchant }),
  ...(body !== undefined && { "content-type": "application/json" }),
});

/** What fetch hides behind "fetch failed". */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  return cause instanceof Error ? cause.message || cause.name : message;
};
