import { type FastifyReply, type FastifyRequest, LogController } from "fastify";

/** One line per request, when it is answered; never its query or its body, which may hold tokens and persons. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: "traceId" });
  }

  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      method: request.method,
      path: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...(request.known && { key: request.known.caller.keyId }),
      ...(error && { err: error }),
    };
    if (error || reply.statusCode >= 500) request.log.warn(line, "request");
    else if (request.routeOptions.url === "/healthz" || request.routeOptions.url === "/readyz") request.log.debug(line, "request");
    else request.log.info(line, "request");
  }
}
