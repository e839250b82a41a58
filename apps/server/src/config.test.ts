import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { StartRefused } from "./start-refused.ts";

describe("the configuration", () => {
  it("has a default for everything", () => {
    expect(readConfig({}, [])).toEqual({
      host: "127.0.0.1",
      port: 4000,
      dataDir: resolve(".waybill"),
      databaseUrl: null,
      adminKey: null,
      logLevel: "info",
      unsafe: false,
    });
  });
  it("takes what the environment sets, and an empty value for none", () => {
    const environment = {
      HOST: "0.0.0.0",
      PORT: "0",
      WAYBILL_DATA: "/srv/waybill",
      DATABASE_URL: "postgres://me:secret@db.example:5432/shop",
      WAYBILL_ADMIN_KEY: "correct-horse-battery",
      WAYBILL_LOG_LEVEL: "debug",
    };
    expect(readConfig(environment, ["--unsafe"])).toEqual({
      host: "0.0.0.0",
      port: 0,
      dataDir: "/srv/waybill",
      databaseUrl: environment.DATABASE_URL,
      adminKey: environment.WAYBILL_ADMIN_KEY,
      logLevel: "debug",
      unsafe: true,
    });
    expect(readConfig({ PORT: "", DATABASE_URL: "", WAYBILL_ADMIN_KEY: "" }, [])).toEqual(readConfig({}, []));
  });
  const refused: readonly [string, string][] = [
    ["PORT", "http"],
    ["PORT", "-1"],
    ["PORT", "65536"],
    ["PORT", "4000 "],
    ["DATABASE_URL", "mysql://localhost/shop"],
    ["DATABASE_URL", "localhost:5432"],
    ["WAYBILL_ADMIN_KEY", "short"],
    ["WAYBILL_ADMIN_KEY", "with a space"],
    ["WAYBILL_LOG_LEVEL", "loud"],
  ];
  it.each(refused)("refuses %s=%s in words that name it", (name, value) => {
    expect(() => readConfig({ [name]: value }, [])).toThrow(StartRefused);
    expect(() => readConfig({ [name]: value }, [])).toThrow(new RegExp(name));
  });
  it("never shows a database's address, which may hold a password", () => {
    expect(() => readConfig({ DATABASE_URL: "mysql://me:hunter2@db/shop" }, [])).not.toThrow(/hunter2/);
  });
  it("refuses an option that it does not know", () => {
    expect(() => readConfig({}, ["--unsaf"])).toThrow(/--unsaf is not an option/);
  });
});
