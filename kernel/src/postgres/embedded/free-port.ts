import { once } from "node:events";
import { createServer } from "node:net";

/** A TCP port that nothing on this machine listens on at the moment. Someone may take it before you do. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
};
