import type { FieldFault } from "./field-fault.ts";
import type { FrameCode } from "./problem-status.ts";

/** Ends a request from wherever the frame finds the reason; the error handler makes a problem of it. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly code: FrameCode;
  /** What a caller can act on beside the code. */
  readonly facts: { readonly detail?: string; readonly errors?: readonly FieldFault[]; readonly [fact: string]: unknown };
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: FrameCode, facts: RequestRefused["facts"] = {}, headers: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
    this.headers = headers;
  }
}
