import { connect, createServer, type Socket } from "node:net";

/** What becomes of a connection when the client sends its next bytes. */
export type Cut =
  /** They never arrive: nothing happens, and the client loses the connection. */
  | "before"
  /** They never arrive, and the client is told what it is told when an operator terminates the connection. */
  | "terminated"
  /** They arrive, and the client loses the connection at once: what happens, happens unseen. */
  | "during"
  /** They arrive and are answered, but the client loses the connection in place of the answer. */
  | "after";

/** A proxy between a client and PostgreSQL that cuts connections at a chosen moment. Use it with `await using`. */
export interface CuttingProxy extends AsyncDisposable {
  /** The database's address, through the proxy. */
  readonly url: string;
  /** Arms it: the next connection that sends anything, after `passing` other chunks of bytes, is cut in this way. */
  arm(cut: Cut, passing?: number): void;
  /** How many connections have been cut. */
  cuts(): number;
  /** While away, connections are accepted and closed at once, as a load balancer with nothing behind it does. */
  goAway(away: boolean): void;
}

/** PostgreSQL's last message on a terminated connection (protocol 3.0, ErrorResponse). */
const terminated = ((): Buffer => {
  const fields = Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0");
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
})();

export const startCuttingProxy = async (databaseUrl: string): Promise<CuttingProxy> => {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed: { readonly cut: Cut; passing: number } | null = null;
  let away = false;
  let cuts = 0;
  const server = createServer((client) => {
    if (away) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    let swallow = false;
    const cut = () => {
      cuts += 1;
      client.destroySoon();
    };
    client.on("data", (bytes) => {
      if (armed !== null) armed.passing -= 1;
      const how = armed !== null && armed.passing < 0 ? armed.cut : null;
      if (how !== null) armed = null;
      if (how === "terminated") client.write(terminated);
      if (how === "before" || how === "terminated") return cut();
      upstream.write(bytes);
      if (how === "during") cut();
      if (how === "after") swallow = true;
    });
    upstream.on("data", (bytes) => {
      if (!swallow) return void client.write(bytes);
      swallow = false;
      cut();
    });
    // PostgreSQL finishes what it has begun; it sees that the client has gone when it wants to answer.
    client.on("close", () => upstream.end());
    upstream.on("close", () => client.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.port = String(typeof address === "object" ? address?.port : 0);
  url.hostname = "127.0.0.1";
  return {
    url: url.href,
    arm: (cut, passing = 0) => {
      armed = { cut, passing };
    },
    cuts: () => cuts,
    goAway: (isAway) => {
      away = isAway;
      if (away) for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
