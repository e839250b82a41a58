import { describe, expect, it } from "vitest";
import { addressBlock } from "./address-block.ts";

describe("an address", () => {
  const blocks: readonly [string, string][] = [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::2:0:0:0:6", "2001:db8:0:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::1.2.3.4", "0:0:0:0::/64"],
    ["not an address", "not an address"],
    ["x".repeat(10_000), "x".repeat(64)],
  ];
  it.each(blocks)("%s is of %s", (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});
