import { KeyId } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { instant } from "@waybill/kernel/clock";
import { limits } from "@waybill/kernel/limits";
import { pass, stopTime } from "@waybill/kernel/testing/movable-time";
import type { Sql } from "postgres";
import { beforeEach, describe, expect, it } from "vitest";
import { auditEntry } from "../testing/audit-store-contract.ts";
import type { AuditStore } from "./audit.ts";
import type { Key, KeyStore } from "./key.ts";
import { createPostgresAudit } from "./postgres-audit.ts";
import { createPostgresKeys } from "./postgres-keys.ts";

const never = () => new Promise<never>(() => undefined);
/** As much of the driver as it takes to ask something, and to be told nothing. */
const silent = Object.assign(never, { begin: never }) as unknown as Sql;

const at = instant(1_700_000_000_000);
const keyId = KeyId.create();
const key: Key = { keyId, merchant: "default", role: "staff", name: "the till", createdAt: at, lastUsedAt: null, revokedAt: null };

/** What becomes of a question when its patience is over. */
const afterPatience = async (asked: Promise<unknown>): Promise<unknown> => {
  let answer: unknown = "none";
  asked.then(
    (found) => {
      answer = found;
    },
    (error: unknown) => {
      answer = error;
    },
  );
  await pass(limits.logPatienceMs);
  return answer;
};

beforeEach(stopTime);

describe("keys in a database that never answers", () => {
  const questions: Readonly<Record<keyof KeyStore, (keys: KeyStore) => Promise<unknown>>> = {
    find: (keys) => keys.find("hash"),
    list: (keys) => keys.list("default"),
    add: (keys) => keys.add(key, "hash", 1),
    addFirst: (keys) => keys.addFirst(key, "hash", async () => {}),
    put: (keys) => keys.put(key, "hash"),
    revoke: (keys) => keys.revoke(key, at),
    used: (keys) => keys.used(new Map([[keyId, at]])),
    secret: (keys) => keys.secret(),
  };
  it.each(Object.entries(questions))("keep nobody waiting for ever for %s", async (_, ask) => {
    expect(await afterPatience(ask(createPostgresKeys(silent)))).toBeInstanceOf(StoreUnavailable);
  });
});

describe("an audit in a database that never answers", () => {
  const questions: Readonly<Record<keyof AuditStore, (audit: AuditStore) => Promise<unknown>>> = {
    add: (audit) => audit.add([auditEntry()]),
    list: (audit) => audit.list({ merchant: "default" }, null, 10),
    forgetBefore: (audit) => audit.forgetBefore(at),
  };
  it.each(Object.entries(questions))("keeps nobody waiting for ever for %s", async (_, ask) => {
    expect(await afterPatience(ask(createPostgresAudit(silent)))).toBeInstanceOf(StoreUnavailable);
  });
});
