import { describe, expect, it } from "vitest";
import { type DatabaseFacts, objectionsTo } from "./durability.ts";

const sound: DatabaseFacts = {
  versionNumber: 180_000,
  version: "18.0",
  encoding: "UTF8",
  fsync: "on",
  fullPageWrites: "on",
  synchronousCommit: "on",
};

describe("a database to keep orders in", () => {
  it.each<[string, Partial<DatabaseFacts>]>([
    ["is sound as PostgreSQL comes", {}],
    ["may be as old as 15", { versionNumber: 150_000, version: "15.0" }],
    ["may wait for standbys, or not", { synchronousCommit: "remote_apply" }],
    ["may wait for its own disk alone", { synchronousCommit: "local" }],
  ])("%s", (_, facts) => {
    expect(objectionsTo({ ...sound, ...facts })).toEqual([]);
  });

  it.each<[string, Partial<DatabaseFacts>, RegExp]>([
    ["an old server", { versionNumber: 140_011, version: "14.11" }, /PostgreSQL 14\.11 is older than 15.*upgrade/],
    ["another encoding", { encoding: "SQL_ASCII" }, /encoded in SQL_ASCII.*create one with/],
    ["fsync off", { fsync: "off" }, /fsync is off.*set fsync = on/],
    ["full_page_writes off", { fullPageWrites: "off" }, /full_page_writes is off.*set full_page_writes = on/],
    ["synchronous_commit off", { synchronousCommit: "off" }, /synchronous_commit is off.*set it to on/],
  ])("is not one with %s, and the objection says what to do", (_, facts, objection) => {
    expect(objectionsTo({ ...sound, ...facts })).toEqual([expect.stringMatching(objection)]);
  });
});
