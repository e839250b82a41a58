import fc from "fast-check";
import { expect, it } from "vitest";
import type { Append, AppendOutcome, EventLog, StreamName } from "../../event-log.ts";
import { derivedUuid, newUuid } from "../../id.ts";
import { partitionOf } from "../../partition.ts";
import { faultsOf, freshStream, happened, type MakeLog } from "./sample.ts";

interface Standing {
  readonly broken: Set<StreamName>;
  readonly stands: boolean;
  /** The heads before the batch. */
  readonly before: ReadonlyMap<number, number>;
}

/** What the contract says, in as few words as possible: one command after the other, nothing at once. */
class Model {
  readonly streams = new Map<StreamName, string[]>();
  readonly #heads: Map<number, number>;
  /** Where each event of a stream lies, from its first. */
  readonly #positions = new Map<StreamName, number[]>();
  readonly #receipts = new Map<string, { readonly hash: string; readonly outcome: AppendOutcome }>();
  readonly #partitionOf: (stream: StreamName) => number;

  constructor(log: EventLog, heads: ReadonlyMap<number, number>) {
    this.#partitionOf = (stream) => partitionOf(stream, log.partitions);
    this.#heads = new Map(heads);
  }

  append(batch: readonly Append[]): AppendOutcome[] {
    const broken = new Set<StreamName>();
    const before = new Map(this.#heads);
    const outcomes: AppendOutcome[] = [];
    for (const append of batch) {
      const stands = append.standsOn === undefined || outcomes[append.standsOn]?.kind === "appended";
      outcomes.push(this.#one(append, { broken, stands, before }));
    }
    return outcomes;
  }

  #one({ stream, commandId, expectedVersion, events, receipt, outcome }: Append, { broken, stands, before }: Standing): AppendOutcome {
    const partition = this.#partitionOf(stream);
    const recorded = this.streams.get(stream) ?? [];
    const known = receipt === null ? undefined : this.#receipts.get(`${partition} ${commandId}`);
    if (known !== undefined) {
      if (events.length > 0) broken.add(stream);
      return known.hash === receipt?.requestHash ? known.outcome : { kind: "keyReused" };
    }
    if (!stands || broken.has(stream) || recorded.length !== expectedVersion) {
      broken.add(stream);
      const first = this.#positions.get(stream)?.[expectedVersion] ?? Number.POSITIVE_INFINITY;
      const isSame = recorded[expectedVersion]?.startsWith(commandId) === true && first <= (before.get(partition) ?? 0);
      if (receipt !== null || events.length === 0 || !isSame) return { kind: "conflict" };
      return { kind: "duplicate", version: expectedVersion + events.length, position: first + events.length - 1, outcome: null };
    }
    this.streams.set(stream, [...recorded, ...events.map(({ json }) => `${commandId} ${json}`)]);
    const head = (this.#heads.get(partition) ?? 0) + events.length;
    this.#heads.set(partition, head);
    const places = events.map((_, index) => head - events.length + 1 + index);
    this.#positions.set(stream, [...(this.#positions.get(stream) ?? []), ...places]);
    const happened = { version: expectedVersion + events.length, position: events.length > 0 ? head : 0 };
    if (receipt !== null) {
      this.#receipts.set(`${partition} ${commandId}`, { hash: receipt.requestHash, outcome: { kind: "duplicate", ...happened, outcome } });
    }
    return { kind: "appended", ...happened };
  }
}

/** What a generated command expects: what the one before it on its stream leaves, or something else. */
const expectation = fc.constantFrom("chain", "chain", "chain", "chain", "committed", "behind", "ahead");

const step = fc.record({
  stream: fc.nat(4),
  id: fc.nat(6),
  request: fc.constantFrom(0, 0, 0, 1),
  events: fc.nat(2),
  expects: expectation,
  keyed: fc.constantFrom(true, true, false),
  /** How many commands before it the one is that it stands on; none when there are fewer. */
  standsOn: fc.constantFrom(0, 0, 1, 2, 5),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Scene {
  readonly streams: readonly StreamName[];
  readonly ids: readonly string[];
  readonly model: Model;
}

/** Turns generated steps into the batch they mean for streams as they stand. */
const batchOf = (steps: readonly Step[], { streams, ids, model }: Scene): Append[] => {
  const chained = new Map<StreamName, number>();
  return steps.map(({ stream: index, id, request, events, expects, keyed, standsOn }, nth) => {
    const stream = streams[index] as StreamName;
    const committed = model.streams.get(stream)?.length ?? 0;
    const chain = chained.get(stream) ?? committed;
    const expectedVersion = { chain, committed, behind: Math.max(0, chain - 1), ahead: chain + 1 }[expects];
    chained.set(stream, expectedVersion + events);
    const commandId = ids[id] as string;
    return {
      stream,
      commandId,
      expectedVersion,
      events: Array.from({ length: events }, (_, n) => happened(100 * nth + n)),
      causation: {},
      receipt: keyed ? { requestHash: derivedUuid(stream, String(request)), expiresAt: null } : null,
      outcome: events === 0 && id > 3 ? { code: "ThingIsTooLarge", id } : null,
      ...(standsOn === 0 || standsOn > nth ? {} : { standsOn: nth - standsOn }),
    };
  });
};

export const itFollowsItsModel = (makeLog: MakeLog): void => {
  it("has the outcomes and leaves the streams that its model says", { timeout: 30_000 }, async () => {
    const logs = await makeLog();
    const [log] = logs;
    const batches = fc.array(fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 10 }), process: fc.nat(1) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(batches, async (generated) => {
        const streams = [0, 0, 0, 1, 1].map((partition) => freshStream(log, partition));
        const ids = Array.from({ length: 7 }, () => newUuid());
        const model = new Model(log, await log.heads());
        for (const { steps, process } of generated) {
          const batch = batchOf(steps, { streams, ids, model });
          expect(await logs[process as 0 | 1].append(batch)).toEqual(model.append(batch));
        }
        for (const stream of streams) {
          const recorded = await log.readStream(stream, 0, 1_000);
          expect(recorded.map(({ commandId, data }) => `${commandId} ${JSON.stringify(data)}`)).toEqual(model.streams.get(stream) ?? []);
        }
      }),
      { numRuns: 150 },
    );
    expect(await faultsOf(log)).toEqual([]);
  });
};
