import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { defaultHttpSettings } from "./http/http-settings.ts";
import { defaultRates, noRates } from "./http/rates.ts";
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
      http: defaultHttpSettings,
      follows: true,
      partitions: null,
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
      WAYBILL_RATE_LIMIT: "storefront=600, anonymous=off",
      WAYBILL_CORS_ORIGINS: "https://shop.example, http://localhost:5173",
      WAYBILL_HSTS: "31536000",
      WAYBILL_TRUST_PROXY: "10.0.0.0/8, ::1",
      WAYBILL_FOLLOWS: "no",
      WAYBILL_PARTITIONS: "1024",
    };
    expect(readConfig(environment, ["--unsafe"])).toEqual({
      host: "0.0.0.0",
      port: 0,
      dataDir: "/srv/waybill",
      databaseUrl: environment.DATABASE_URL,
      adminKey: environment.WAYBILL_ADMIN_KEY,
      logLevel: "debug",
      http: {
        ...defaultHttpSettings,
        rates: { ...defaultRates, storefront: 600, anonymous: null },
        corsOrigins: ["https://shop.example", "http://localhost:5173"],
        hstsSeconds: 31_536_000,
        trustProxy: "10.0.0.0/8,::1",
      },
      follows: false,
      partitions: 1_024,
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
    ["WAYBILL_RATE_LIMIT", "many"],
    ["WAYBILL_RATE_LIMIT", "storefront=0"],
    ["WAYBILL_RATE_LIMIT", "visitors=600"],
    ["WAYBILL_RATE_LIMIT", "storefront=600;anonymous=60"],
    ["WAYBILL_CORS_ORIGINS", "shop.example"],
    ["WAYBILL_CORS_ORIGINS", "https://shop.example/"],
    ["WAYBILL_CORS_ORIGINS", "https://shop.example,"],
    ["WAYBILL_CORS_ORIGINS", "null"],
    ["WAYBILL_HSTS", "yes"],
    ["WAYBILL_TRUST_PROXY", "0"],
    ["WAYBILL_TRUST_PROXY", "all"],
    ["WAYBILL_TRUST_PROXY", "10.0.0.0/33"],
    ["WAYBILL_PARTITIONS", "0"],
    ["WAYBILL_PARTITIONS", "1025"],
    ["WAYBILL_PARTITIONS", "-16"],
    ["WAYBILL_PARTITIONS", "016"],
    ["WAYBILL_PARTITIONS", "1e2"],
    ["WAYBILL_PARTITIONS", "many"],
    ["WAYBILL_FOLLOWS", "maybe"],
    // Without a database that others share nobody would follow.
    ["WAYBILL_FOLLOWS", "no"],
  ];
  it.each(refused)("refuses %s=%s in words that name it", (name, value) => {
    expect(() => readConfig({ [name]: value }, [])).toThrow(StartRefused);
    expect(() => readConfig({ [name]: value }, [])).toThrow(new RegExp(name));
  });
  it("takes one word for no limits of rate, and a number for so many proxies", () => {
    expect(readConfig({ WAYBILL_RATE_LIMIT: "off", WAYBILL_TRUST_PROXY: "2" }, []).http).toEqual({
      ...defaultHttpSettings,
      rates: noRates,
      trustProxy: 2,
    });
  });
  it("never shows a database's address, which may hold a password", () => {
    expect(() => readConfig({ DATABASE_URL: "mysql://me:hunter2@db/shop" }, [])).not.toThrow(/hunter2/);
  });
  it("refuses an option that it does not know", () => {
    expect(() => readConfig({}, ["--unsaf"])).toThrow(/--unsaf is not an option/);
  });
});
