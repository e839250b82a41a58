import { isIPv6 } from "node:net";

/** Characters of the longest IPv6 address, with its zone. */
const addressChars = 64;

/**
 * Whose address it is, as far as an address tells: an IPv4 address is somebody's, of IPv6 the first 64 bits are, since
 * whoever has one address has the other 2^64 of its network, too (RFC 4291, 2.5.1).
 */
export const addressBlock = (address: string): string => {
  // Most of them, and sooner known than by the patterns below.
  if (!address.includes(":")) return address.slice(0, addressChars);
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  // What a proxy says of whom it speaks for may be anything, and is remembered.
  if (!isIPv6(address)) return address.slice(0, addressChars);
  const [head = "", tail = ""] = address.toLowerCase().split("::", 2);
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = address.includes("::") ? Array<string>(8 - first.length - last.length).fill("0") : [];
  const network = [...first, ...zeros, ...last].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
};

/** The last group of a mixed form, `::1.2.3.4`, stands for two. */
const groupsOf = (text: string): string[] => {
  const [withoutZone = ""] = text.split("%", 1);
  return withoutZone === "" ? [] : withoutZone.split(":").flatMap((group) => (group.includes(".") ? [group, ""] : [group]));
};
