/** What became of a request: it was done, or refused with a reason. That nobody answered is no outcome: it is thrown. */
export type Outcome<Body, Code extends string = never> = Done<Body> | Refused<Code>;

export interface Done<Body> {
  readonly kind: "done";
  /** 200, 201 or 204. */
  readonly status: number;
  readonly body: Body;
  /** The version of what was asked for, to be sent as `ifMatch`; null where the answer is not about one thing. */
  readonly etag: string | null;
  /** The path of what was created. */
  readonly location: string | null;
  /** Where it was recorded. The client remembers it and asks its later reads to show it. */
  readonly position: string | null;
  /** Whether an earlier request with this Idempotency-Key did it, and this is that one's answer. */
  readonly replayed: boolean;
}

export interface Refused<Code extends string = never> {
  readonly kind: "refused";
  readonly status: number;
  readonly refusal: Refusal<Code>;
  /** When the same request may succeed, if the server says so. */
  readonly retryAfterMs: number | null;
}

/**
 * Why, as the server said it (RFC 9457). `code` is what a program should look at: those that the operation is known for, and any
 * other that a later server may know. What is no problem+json, as of a proxy in between, has the code `ServerAnswered` and the
 * status, such as `ServerAnswered502`. Facts that a caller can act on stand beside these fields.
 */
export interface Refusal<Code extends string = never> {
  readonly code: Code | (string & {});
  readonly title: string;
  readonly detail: string;
  /** What is wrong with the request, and where. */
  readonly errors?: readonly FieldFault[];
  readonly [fact: string]: unknown;
}

export interface FieldFault {
  readonly in: "body" | "path" | "query";
  /** JSON pointer (RFC 6901) into that part. */
  readonly pointer: string;
  readonly message: string;
}

/** What `done` throws: for whoever has nothing else to do when something is refused. */
export class WasRefused extends Error {
  override readonly name = "WasRefused";
  readonly status: number;
  readonly refusal: Refusal<string>;

  constructor({ status, refusal }: Refused<string>) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.status = status;
    this.refusal = refusal;
  }
}

/** The body of what was done. @throws WasRefused */
export const done = <Body>(outcome: Outcome<Body, string>): Body => {
  if (outcome.kind === "refused") throw new WasRefused(outcome);
  return outcome.body;
};
