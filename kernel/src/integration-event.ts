import type { JsonObject } from "./brand.ts";

/**
 * One version of one thing that a context says to others: the published language, declared once in `contracts/`. A version
 * never changes, but for optional fields that are added; anything else is a new version beside the old one (ADR 31).
 */
export interface Contract<Name extends string = string, Version extends number = number, Data extends JsonObject = JsonObject> {
  /** Who says it. */
  readonly context: string;
  /** Noun and past participle, such as `ThingMended`. Not always the name of the domain event behind it. */
  readonly name: Name;
  /** From 1. */
  readonly version: Version;
  /** What it means, in a sentence. */
  readonly description: string;
  /** JSON Schema 2020-12 of the data, without references. Open: fields that are not in it are let through. */
  readonly schema: JsonObject;
  readonly example: Data;
  readonly accepts: (data: unknown) => data is Data;
}

/** One version of one integration event, on its way to become a message. */
export interface IntegrationEvent {
  readonly contract: Contract;
  readonly data: JsonObject;
}

/** `data` in the words of `contract`. */
export const say = <Data extends JsonObject>(contract: Contract<string, number, Data>, data: NoInfer<Data>): IntegrationEvent => ({
  contract,
  data,
});

/** What a version is called where one word must do: `ThingMended.v1`. */
export const versionName = ({ name, version }: Pick<Contract, "name" | "version">): string => `${name}.v${version}`;
