import { connect, type Socket } from "node:net";

/** A connection on which a test says what no HTTP client would. */
export interface RawConnection {
  readonly socket: Socket;
  send(text: string | Uint8Array): void;
  /** All that came back until the server closed the connection. */
  readonly closed: Promise<string>;
}

/** `url` such as `http://127.0.0.1:4000`. With `reads: false` nothing is ever taken from the connection. */
export const openRaw = async (url: string, { reads = true } = {}): Promise<RawConnection> => {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let received = "";
  const closed = Promise.withResolvers<string>();
  socket.on("error", () => socket.destroy());
  socket.on("close", () => closed.resolve(received));
  if (reads) {
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("end", () => socket.end());
  }
  await new Promise((resolve) => socket.once("connect", resolve));
  return {
    socket,
    send: (text) => void socket.write(text),
    closed: closed.promise,
  };
};
