import { type Clock, instant } from "./clock.ts";
import type { Causation, Receipt, StreamName } from "./event-log.ts";
import { derivedUuid, isUuid, newUuid, uuidNear } from "./id.ts";
import { textFlaw, type Unstorable } from "./json.ts";
import { limits } from "./limits.ts";
import type { Speculation } from "./speculation.ts";

/** Where a command comes from, and what makes it happen once. */
export interface CommandContext extends Causation {
  readonly merchant: string;
  /**
   * Set when the same command may come again: a UUID from `derivedUuid` over all that identifies it. It counts within its stream;
   * what the log keeps is `uuidNear` of both.
   */
  readonly commandId?: string;
  /** What was asked, as text, beside a `commandId`: the same id asking for something else is `keyReused`. */
  readonly request?: string;
  /** How long a retry is recognised; null for as long as the log lives. Default `limits.receiptMs`. */
  readonly replayableForMs?: number | null;
  /** True when the stream most likely does not exist yet, which saves reading it. A wrong guess costs a retry, never correctness. */
  readonly isNew?: boolean;
  /**
   * Answered as soon as it is decided, and appended only if all is that was sent with this before. The answer is true, and its position known,
   * once that has held.
   */
  readonly speculation?: Speculation;
}

/** What one command is known by, however often it is decided. */
export interface CommandIdentity {
  readonly commandId: string;
  /** Null for a command that nobody but the process that sends it can send again: what it recorded will tell. */
  readonly receipt: Receipt | null;
  readonly causation: Causation;
  /** Why no log can hold the causation, if that is so. */
  readonly flaw: Unstorable | null;
}

/** @throws RangeError when the command id is not a UUID in canonical spelling: two spellings of one would be two commands. */
export const identityOf = (stream: StreamName, context: CommandContext, clock: Clock): CommandIdentity => {
  const { replayableForMs = limits.receiptMs, actor = "", correlation = "", cause = "", traceparent = "" } = context;
  const identity = { causation: causationOf(context), flaw: textFlaw(actor + correlation + cause + traceparent) };
  if (context.commandId === undefined) return { ...identity, commandId: newUuid(), receipt: null };
  const commandId = uuidNear(stream, context.commandId);
  if (!isUuid(commandId)) throw new RangeError(`not a UUID in canonical spelling: ${commandId.slice(0, 80)}`);
  const expiresAt = replayableForMs === null ? null : instant(clock.now() + replayableForMs);
  return { ...identity, commandId, receipt: { requestHash: derivedUuid(stream, context.request ?? ""), expiresAt } };
};

const causationOf = ({ actor, correlation, cause, traceparent }: Causation): Causation => ({
  ...(actor === undefined ? {} : { actor }),
  ...(correlation === undefined ? {} : { correlation }),
  ...(cause === undefined ? {} : { cause }),
  ...(traceparent === undefined ? {} : { traceparent }),
});
