/** The API as typed calls, for Node and for browsers. */
export * from "./client.ts";
export * from "./each-item.ts";
export type * from "./generated/schemas.ts";
export * from "./no-answer.ts";
export type { CallOptions } from "./operation.ts";
export * from "./outcome.ts";
export type { ClientOptions } from "./sending.ts";
export * from "./watch-order.ts";
