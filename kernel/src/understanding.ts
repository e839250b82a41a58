import type { Contract } from "./integration-event.ts";
import type { Message } from "./message.ts";

/** A message as its hearer takes it: in the words of one of the contracts that it knows, or not understood. */
export type Heard<C extends Contract = Contract> = Understood<C> | NotUnderstood;

export type Understood<C extends Contract> =
  C extends Contract<infer Name, infer Version, infer Data>
    ? {
        readonly kind: "understood";
        readonly name: Name;
        readonly version: Version;
        readonly data: Data;
        readonly message: Message;
      }
    : never;

/** Somebody must decide about it; it is never dropped. Newer code may understand it. */
export type NotUnderstood = {
  readonly kind: "notUnderstood";
  readonly reason: "DataIsMalformed" | "VersionIsUnknown";
  readonly message: Message;
};

/**
 * What a hearer who knows these contracts makes of the messages of one event. One fact may be said in several versions: it is
 * taken once, in the newest one known. Names that are in none of the contracts are of no interest.
 */
export const understand = <C extends Contract>(contracts: readonly C[], ofOneEvent: readonly Message[]): readonly Heard<C>[] =>
  [...Map.groupBy(ofOneEvent, ({ name }) => name)].flatMap(([name, versions]) => {
    const known = contracts.filter((contract) => contract.name === name);
    return known.length === 0 ? [] : [taken(known, versions)];
  });

const taken = <C extends Contract>(contracts: readonly C[], versions: readonly Message[]): Heard<C> => {
  const [newest] = versions
    .flatMap((message) => contracts.filter(({ version }) => version === message.version).map((contract) => ({ contract, message })))
    .sort((a, b) => b.message.version - a.message.version);
  if (newest === undefined) return { kind: "notUnderstood", reason: "VersionIsUnknown", message: nearest(versions) };
  const { contract, message } = newest;
  if (!contract.accepts(message.data)) return { kind: "notUnderstood", reason: "DataIsMalformed", message };
  return understood<C>({ kind: "understood", name: contract.name, version: contract.version, data: message.data, message });
};

/** Only for what a contract of `C` has accepted. */
const understood = <C extends Contract>(heard: Understood<Contract>): Understood<C> => heard as Understood<C>;

/** Of versions that are all unknown, the one that this code is most likely to learn next. */
const nearest = (versions: readonly Message[]): Message => versions.reduce((one, other) => (other.version < one.version ? other : one));
