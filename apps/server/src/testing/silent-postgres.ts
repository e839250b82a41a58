import { createServer, type Socket } from "node:net";

/** What lets everybody in, like a pooler, and then never answers. */
export interface SilentPostgres {
  readonly url: string;
  /** Resolves when it was first asked something. */
  readonly asked: Promise<void>;
  stop(): Promise<void>;
}

export const startSilentPostgres = async (): Promise<SilentPostgres> => {
  const asked = Promise.withResolvers<void>();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      socket.write(welcome);
      socket.on("data", () => asked.resolve());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  return {
    url: `postgres://waybill@127.0.0.1:${port}/waybill`,
    asked: asked.promise,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** AuthenticationOk and ReadyForQuery (PostgreSQL, Message Formats). */
const welcome = Buffer.from([..."R\0\0\0\x08\0\0\0\0", ..."Z\0\0\0\x05I"].map((character) => character.charCodeAt(0)));
