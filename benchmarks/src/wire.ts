import { connect } from "node:net";

export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One kept-alive connection that asks one thing after the other. It does as little as a client can, so that what is measured on a
 * machine of two cores is the server's work and not its own.
 */
export interface Wire {
  /** `request` is what `requestText` made. @throws Error when the connection ends. */
  ask(request: string): Promise<WireAnswer>;
  close(): void;
}

/** A request as it goes over the wire (RFC 9112). */
export const requestText = (
  what: string,
  { key, body, idempotencyKey }: { readonly key?: string; readonly body?: unknown; readonly idempotencyKey?: string } = {},
): string => {
  const text = body === undefined ? "" : JSON.stringify(body);
  const lines = [
    `${what} HTTP/1.1`,
    "host: 127.0.0.1",
    ...(key === undefined ? [] : [`authorization: Bearer ${key}`]),
    ...(idempotencyKey === undefined ? [] : [`idempotency-key: ${idempotencyKey}`]),
    ...(text === "" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(text)}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${text}`;
};

export const openWire = async (url: string): Promise<Wire> => {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let waiting: PromiseWithResolvers<WireAnswer> | null = null;
  let received = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = answerIn(received);
    if (answer === null) return;
    received = Buffer.alloc(0);
    waiting?.resolve(answer);
  });
  socket.on("close", () => waiting?.reject(new Error("the server closed the connection")));
  await new Promise<void>((resolve, reject) => void socket.once("connect", resolve).once("error", reject));
  return {
    ask: (request) => {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    close: () => void socket.destroy(),
  };
};

/** Null while it is not whole. */
const answerIn = (received: Buffer): WireAnswer | null => {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = received.toString("latin1", 0, headEnd);
  const bytes = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (received.length < headEnd + 4 + bytes) return null;
  return { status: Number(head.slice(9, 12)), body: received.toString("utf8", headEnd + 4, headEnd + 4 + bytes) };
};
