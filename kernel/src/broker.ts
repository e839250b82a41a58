import type { Message } from "./message.ts";
import type { Said } from "./said-reader.ts";

/**
 * Brings what contexts say to those who hear it. The adapters (`log-broker.ts`, `memory/broker.ts`) pass one contract suite:
 * `testing/broker-contract.ts`. A broker may lose, repeat and delay messages: an `Ear` notices by their chain and asks the
 * speaker, whose log stays the record.
 */
export interface Broker {
  /** What `hearer` hears of `speaker`. Each hearer has its own name there, whatever process it is in. */
  consume(speaker: string, hearer: string): Consumer;
  /** Partition → position up to which what was said has come at least. */
  head(speaker: string): Promise<ReadonlyMap<number, number>>;
}

/** What has come for one hearer of one speaker. */
export interface Consumer {
  /**
   * What has come after the given position of each given partition, of `limitPerPartition` positions at most. What was not
   * acknowledged comes again. Nothing is `through` but where the broker knows that all of it has come.
   */
  read(after: ReadonlyMap<number, number>, limitPerPartition: number): Promise<Said>;
  /** The hearer has committed everything up to these positions: none of it is kept for its sake any more. */
  acknowledge(through: ReadonlyMap<number, number>): Promise<void>;
}

/** A broker that keeps messages itself: relays speak into it. */
export interface Carrier extends Broker {
  /**
   * Takes messages in for good, in their order within each partition; those that it has already are left out. Throws
   * `StoreUnavailable` when it cannot be reached or has no room: some of them may be in.
   */
  publish(messages: readonly Message[]): Promise<void>;
}
