import type { Span } from "@opentelemetry/api";
import { inAppendSpan } from "./append-span.ts";
import { type Append, type AppendOutcome, type EventLog, LogUnavailable } from "./event-log.ts";
import { limits } from "./limits.ts";
import { partitionOf } from "./partition.ts";

/** What a command is told: the log's word, or that the append itself failed (the database is away, or this very command breaks it). */
export type Settlement = AppendOutcome | { readonly kind: "failed"; readonly error: unknown };

/** One command waiting to be appended. */
export interface Submission {
  readonly append: Append;
  /** The command's, when its trace is recorded. */
  readonly span?: Span | null;
  /** Asked right before sending. A decision that was based on something that never committed is not sent; it is a conflict. */
  readonly isStale: () => boolean;
  /** Asked right before sending. What it stands on and is not appended yet: unless that is before it in the same batch, it is a conflict. */
  readonly standsOn?: () => Append | null;
  /** Called once, synchronously after the batch's answer and before the next batch is put together. */
  readonly settle: (settlement: Settlement) => void;
}

/** Group commit: many commands, one append, one fsync. */
export interface Committer {
  submit(submission: Submission): void;
  /** Commands waiting or under way. */
  depth(): number;
  /** Resolves when everything submitted so far is settled. Submit nothing after it. */
  drain(): Promise<void>;
}

/**
 * Each lane owns the partitions whose number modulo `lanes` is its own and sends one batch at a time; while it is under way the next one
 * gathers. Two lanes keep the database busy while the other's fsync runs; as long as few commands come, one batch serves both.
 * Where commands stand on others on any partition, one lane is better.
 */
export const createCommitter = (
  log: EventLog,
  options: { readonly lanes?: number; readonly onBatch?: (commands: number, seconds: number) => void } = {},
): Committer => {
  const lanes = Array.from({ length: options.lanes ?? 2 }, (): Lane => ({ waiting: [], busy: false }));
  const { onBatch = () => {} } = options;

  let submitted = 0;
  let underWay = 0;
  let drained = Promise.withResolvers<void>();
  drained.resolve();

  /** Sends one batch of what waits in these lanes, which send nothing else meanwhile. */
  const sendFor = async (served: readonly Lane[]): Promise<void> => {
    for (const lane of served) lane.busy = true;
    const batch = inTurn(served.flatMap(takeBatch));
    underWay += batch.length;
    const startedAt = performance.now();
    if (batch.length > 0) await inAppendSpan(log, batch, (all) => send(log, all));
    underWay -= batch.length;
    onBatch(batch.length, (performance.now() - startedAt) / 1000);
    // The callers just answered get to submit their next command before the next batch is closed.
    await new Promise(setImmediate);
    for (const lane of served) lane.busy = false;
  };
  const run = async (lane: Lane): Promise<void> => {
    while (!lane.busy && lane.waiting.length > 0) {
      const free = lanes.filter(({ busy }) => !busy);
      const isSmall = free.reduce((sum, { waiting }) => sum + waiting.length, 0) < limits.batchOfAllLanes;
      const served = isSmall ? free : [lane];
      await sendFor(served);
      // What came for the others meanwhile.
      for (const other of served) if (other !== lane) setImmediate(run, other);
    }
    if (lanes.every(isIdle)) drained.resolve();
  };

  return {
    submit: (submission) => {
      const lane = lanes[partitionOf(submission.append.stream, log.partitions) % lanes.length];
      if (lane === undefined) return;
      if (lanes.every(isIdle)) drained = Promise.withResolvers();
      submitted += 1;
      lane.waiting.push({ submission, nth: submitted });
      if (lane.waiting.length === 1 && !lane.busy) setImmediate(run, lane);
    },
    depth: () => lanes.reduce((sum, { waiting }) => sum + waiting.length, underWay),
    drain: () => drained.promise,
  };
};

interface Waiting {
  readonly submission: Submission;
  /** Its turn among all that were submitted. */
  readonly nth: number;
}

interface Lane {
  waiting: Waiting[];
  /** A batch with commands of its partitions is under way. */
  busy: boolean;
}

const isIdle = ({ waiting, busy }: Lane): boolean => !busy && waiting.length === 0;

/** What stands on another comes behind it, whichever lanes they are of. */
const inTurn = (batch: readonly Waiting[]): readonly Submission[] =>
  batch.toSorted((a, b) => a.nth - b.nth).map(({ submission }) => submission);

const takeBatch = (lane: Lane): readonly Waiting[] => {
  const { waiting } = lane;
  const batch: Waiting[] = [];
  let taken = 0;
  let bytes = 0;
  for (const one of waiting) {
    if (batch.length >= limits.batchCommands || bytes > limits.batchBytes) break;
    taken += 1;
    if (one.submission.isStale()) {
      one.submission.settle({ kind: "conflict" });
    } else {
      batch.push(one);
      for (const event of one.submission.append.events) bytes += event.json.length;
    }
  }
  lane.waiting = taken === waiting.length ? [] : waiting.slice(taken);
  return batch;
};

/** What of a batch may be sent as it is now; the others are told that they conflict. */
const standing = (batch: readonly Submission[]): { readonly sent: readonly Submission[]; readonly appends: readonly Append[] } => {
  const sent: Submission[] = [];
  const appends: Append[] = [];
  const places = new Map<Append, number>();
  for (const submission of batch) {
    const on = submission.standsOn?.() ?? null;
    const standsOn = on === null ? undefined : places.get(on);
    if (submission.isStale() || (on !== null && standsOn === undefined)) {
      submission.settle({ kind: "conflict" });
      continue;
    }
    if (submission.standsOn !== undefined) places.set(submission.append, sent.length);
    sent.push(submission);
    appends.push(standsOn === undefined ? submission.append : { ...submission.append, standsOn });
  }
  return { sent, appends };
};

/** Appends a batch; when the log raises an error, halves it until only the command that breaks it has failed. */
const send = async (log: EventLog, batch: readonly Submission[]): Promise<void> => {
  // What stood on a decision that was not appended must not be sent: not in a second half either.
  const { sent, appends } = standing(batch);
  if (sent.length === 0) return;
  let outcomes: readonly AppendOutcome[];
  try {
    outcomes = await log.append(appends);
  } catch (error) {
    if (sent.length === 1 || error instanceof LogUnavailable) {
      for (const submission of sent) submission.settle({ kind: "failed", error });
      return;
    }
    const half = sent.length >> 1;
    await send(log, sent.slice(0, half));
    await send(log, sent.slice(half));
    return;
  }
  sent.forEach((submission, index) => {
    submission.settle(outcomes[index] ?? { kind: "failed", error: new Error("the log gave fewer outcomes than commands") });
  });
};
