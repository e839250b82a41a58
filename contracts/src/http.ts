/** How a context says what it offers over HTTP, without knowing the web framework. */
export type * from "./http/answer.ts";
export * from "./http/caller.ts";
export * from "./http/cursor.ts";
export type * from "./http/incoming.ts";
export * from "./http/lasting.ts";
export * from "./http/limits.ts";
export * from "./http/pages.ts";
export * from "./http/people.ts";
export * from "./http/route.ts";
export * from "./http/schemas.ts";
export type * from "./http/stuck.ts";
