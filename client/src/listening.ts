import { refusedBy } from "./answer.ts";
import { framesIn, type StreamedEvent } from "./event-frames.ts";
import { clientLimits } from "./limits.ts";
import { NoAnswer } from "./no-answer.ts";
import { type CallOptions, headersOf, type Operation, type Request, urlOf } from "./operation.ts";
import { WasRefused } from "./outcome.ts";
import { pause } from "./pause.ts";
import { type ClientOptions, headersFor } from "./sending.ts";

/** What may be said beside which stream is asked for. */
export interface ListenOptions extends Pick<CallOptions, "accessToken" | "signal"> {
  /** The `id` of the last event that is known already: what came after it is told. */
  readonly lastEventId?: string | undefined;
}

/**
 * The events of a stream, each once and in order. A stream that is cut, ends without its last word or says nothing for too long is asked
 * for again, after the last event that came. Ends with the event `end`, when there is nothing more to tell, or when `signal` is aborted.
 * @throws WasRefused; NoAnswer when it was cut or not answered `tries` times in turn, and nothing came in between
 */
export type Listen = (operation: Operation, request: Request, options?: ListenOptions) => AsyncGenerator<StreamedEvent, void, undefined>;

export const createListen = (client: ClientOptions): Listen =>
  async function* (operation, request, options = {}) {
    const { tries = clientLimits.tries, retryDelayMs = clientLimits.retryDelayMs } = client;
    const standing = { lastEventId: options.lastEventId, waitMs: retryDelayMs, failed: 0 };
    for (;;) {
      try {
        return yield* lineOf(client, { operation, request, options }, standing);
      } catch (error) {
        if (options.signal?.aborted) return;
        if (!(error instanceof Cut)) throw error;
        standing.failed += 1;
        if (standing.failed >= tries) throw error.reason;
        await pause(error.retryAfterMs ?? standing.waitMs, options.signal).catch(() => {});
      }
    }
  };

/** It may go on, if it is asked for again; `reason` is for who does not want to. */
class Cut extends Error {
  override readonly name = "Cut";
  readonly reason: Error;
  readonly retryAfterMs: number | null;

  constructor(reason: Error, retryAfterMs: number | null = null) {
    super(reason.message);
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Asked {
  readonly operation: Operation;
  readonly request: Request;
  readonly options: ListenOptions;
}

/** Where reading has come to. */
interface Standing {
  lastEventId: string | undefined;
  waitMs: number;
  /** How often in turn there was no line, or one that said nothing. */
  failed: number;
}

/** What one line tells, until there is nothing more to tell. @throws Cut, WasRefused */
const lineOf = async function* (client: ClientOptions, asked: Asked, standing: Standing): AsyncGenerator<StreamedEvent, void, undefined> {
  const { operation, request, options } = asked;
  const line = new AbortController();
  const stop = () => line.abort();
  options.signal?.addEventListener("abort", stop);
  let silence = setTimeout(stop, clientLimits.silenceMs);
  const stillThere = () => {
    clearTimeout(silence);
    silence = setTimeout(stop, clientLimits.silenceMs);
  };
  try {
    if (options.signal?.aborted) return;
    const response = await (client.fetch ?? fetch)(urlOf(client.baseUrl, operation, request), {
      headers: { ...headersOf(operation, options, ""), ...headersFor(client, request), ...headersAfter(standing.lastEventId) },
      signal: line.signal,
    });
    if (!response.ok) throw await refusalOf(response);
    if (response.status === 204 || response.body === null) return;
    for await (const event of eventsIn(response.body, standing, stillThere)) {
      yield event;
      if (event.event === "end") return;
    }
    throw new Error("the stream ended before its end");
  } catch (error) {
    if (error instanceof Cut || error instanceof WasRefused) throw error;
    throw new Cut(new NoAnswer(`no end of the stream from ${client.baseUrl}`, { cause: error }));
  } finally {
    clearTimeout(silence);
    options.signal?.removeEventListener("abort", stop);
    // Whoever reads no further lets the server know.
    line.abort();
  }
};

const eventsIn = async function* (body: ReadableStream<Uint8Array<ArrayBuffer>>, standing: Standing, stillThere: () => void) {
  // Not every browser can walk through a stream by itself.
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    stillThere();
    const { events, retryMs, rest } = framesIn(text + piece.value);
    text = rest;
    if (text.length > clientLimits.eventChars) throw new Error("an event of the stream does not end");
    standing.waitMs = retryMs ?? standing.waitMs;
    for (const event of events) {
      standing.failed = 0;
      standing.lastEventId = event.id ?? standing.lastEventId;
      yield event;
    }
  }
};

const headersAfter = (lastEventId: string | undefined) => ({
  accept: "text/event-stream",
  ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
});

const refusalOf = async (response: Response): Promise<Error> => {
  const refused = await refusedBy(response);
  const why = new WasRefused(refused);
  return refused.status === 429 || refused.status >= 500 ? new Cut(why, refused.retryAfterMs) : why;
};
