import type { Socket } from "node:net";
import { type Problem, problemOf } from "./problem.ts";

/** Answers what is no HTTP request at all, or one that no route could ever see, and closes the connection. */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Socket): void => {
  // The client went away, or what could be answered was answered already.
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy(error);
    return;
  }
  socket.end(responseOf(problemOf(reasonOf(error.code), "/")));
};

const reasonOf = (code: string | undefined): { readonly code: string; readonly detail: string } => {
  if (code === "HPE_HEADER_OVERFLOW") return { code: "HeadersAreTooLarge", detail: "The request's headers are larger than 16 kB." };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { code: "RequestTookTooLong", detail: "The request did not arrive in time." };
  return { code: "RequestIsMalformed", detail: "This is no HTTP request." };
};

const responseOf = (problem: Problem): string => {
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    "content-type: application/problem+json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
};
