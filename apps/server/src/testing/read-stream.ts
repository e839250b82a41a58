import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";

/** A stream of Server-Sent Events, as a client of them reads it. */
export interface ReadStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** All that has come so far. */
  readonly text: () => string;
  /** The events that have come so far. */
  readonly events: () => readonly { readonly id: string | undefined; readonly event: string | undefined; readonly data: string }[];
  /** Whether it came to its end, or was cut; resolves then. */
  readonly over: Promise<"cut" | "ended">;
  /** Hangs up. */
  cut(): void;
}

/** Opens one over a socket. `headers` beside those of the key. */
export const readStream = async (url: string, headers: Readonly<Record<string, string>>): Promise<ReadStream> => {
  const asked: ClientRequest = request(url, { headers, agent: false });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  asked.on("error", () => {});
  const over = Promise.withResolvers<"cut" | "ended">();
  response.on("error", () => {});
  response.on("close", () => over.resolve(response.complete ? "ended" : "cut"));
  const field = (frame: string, name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1];
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: () => text,
    events: () =>
      text
        .split("\n\n")
        .filter((frame) => field(frame, "data") !== undefined)
        .map((frame) => ({ id: field(frame, "id"), event: field(frame, "event"), data: field(frame, "data") ?? "" })),
    over: over.promise,
    cut: () => asked.destroy(),
  };
};
