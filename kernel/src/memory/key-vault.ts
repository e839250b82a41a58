import { randomBytes } from "node:crypto";
import type { Erasure, ErasureStanding, KeyVault } from "../sealed.ts";

/** Keys that live as long as the process; the twin of `postgres/key-vault.ts`. */
export const createMemoryKeyVault = (): KeyVault => {
  const subjects = new Map<string, Subject>();
  /** Known from now on, under a new key unless there is one or it was dropped. */
  const subjectOf = (subject: string): Subject => {
    const known = subjects.get(subject) ?? { key: randomBytes(32), erasure: 0, isClosed: false };
    subjects.set(subject, known);
    return known;
  };
  const standingOf = ({ subject, attempt }: Erasure): ErasureStanding => {
    const { key, erasure, isClosed } = subjectOf(subject);
    if (key === null) return "dropped";
    return isClosed && erasure === attempt ? "closed" : "over";
  };
  return {
    keyFor: async (subject) => subjectOf(subject).key,
    existingKey: async (subject) => subjects.get(subject)?.key ?? null,
    drop: async (subject) => {
      subjects.set(subject, { ...subjectOf(subject), key: null, isClosed: false });
    },
    standing: async (subject) => {
      const known = subjects.get(subject);
      if (known?.key === null) return "dropped";
      return known?.isClosed === true ? "closed" : "open";
    },
    close: async (erasure) => {
      const { subject, attempt } = erasure;
      const known = subjectOf(subject);
      if (known.key !== null && known.erasure < attempt) subjects.set(subject, { ...known, erasure: attempt, isClosed: true });
      return standingOf(erasure);
    },
    dropClosed: async (erasure) => {
      const { subject } = erasure;
      if (standingOf(erasure) === "closed") subjects.set(subject, { ...subjectOf(subject), key: null, isClosed: false });
      return standingOf(erasure);
    },
    reopen: async (erasure) => {
      const { subject, attempt } = erasure;
      const known = subjectOf(subject);
      if (known.key !== null && known.erasure <= attempt) subjects.set(subject, { ...known, erasure: attempt, isClosed: false });
      return standingOf(erasure);
    },
  };
};

interface Subject {
  /** Null once it was dropped. */
  readonly key: Uint8Array | null;
  /** The highest attempt to erase that was seen. */
  readonly erasure: number;
  readonly isClosed: boolean;
}
