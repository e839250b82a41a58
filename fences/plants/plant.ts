/** A violation planted on purpose, with its honest counterpart in the same room. */
export interface Plant {
  /** Finishes the sentence "the house has no …". */
  readonly wall: string;
  /** The folder that both are planted in. */
  readonly room: string;
  /** The file name of the violation, where the name is what is wrong. */
  readonly name?: string;
  /** A file that the violation needs beside it. */
  readonly beside?: { readonly name: string; readonly text: string };
  /** Must be refused, for this reason and no other (or these, where tools say one thing in several ways). */
  readonly red: string;
  readonly because: Reason | readonly Reason[];
  /** Must pass. */
  readonly green: string;
}

export interface Reason {
  readonly rule: string;
  /** Part of the message. */
  readonly says: string;
}

export const imports = (says: string): Reason => ({ rule: "lint/style/noRestrictedImports", says });
export const globals = (name: string): Reason => ({ rule: "lint/style/noRestrictedGlobals", says: `global variable ${name}` });
/** One of the house's own GritQL rules. */
export const house = (says: string): Reason => ({ rule: "plugin", says });
