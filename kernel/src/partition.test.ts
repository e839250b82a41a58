import { describe, expect, it } from "vitest";
import { streamName } from "./event-log.ts";
import { partitionOf } from "./partition.ts";

/**
 * Stream names and their CRC-32, computed bit by bit from the polynomial by a program in another language that gives
 * cbf43926 for "123456789". Frozen: where one of these changes, every log loses its streams.
 */
const golden: readonly (readonly [name: readonly [merchant: string, type: string, id: string], crc32: number])[] = [
  [["default", "order", "ord_01h455vb4pex5vsknk084sn02q"], 1_912_204_705],
  [["default", "product", "85123A"], 2_787_279_608],
  [["mer_01h455vb4pex5vsknk084sn02q", "cart", "cart_00000000000000000000000000"], 2_886_212_779],
  [["a", "b", "c"], 399_835_465],
  [["default", "tally", "%7E"], 2_812_857_899],
  [["m", "t", "!\"#$%&'()*+,-.0123456789:;<=>?@[\\]^_`{|}~"], 2_501_611_706],
  [["x", "y", "z".repeat(196)], 4_037_160_417],
];

describe("the partition of a stream", () => {
  it.each(golden)("is for %j what it has always been", (name, crc32) => {
    const stream = streamName(...name);
    for (const partitions of [1, 2, 7, 64, 1024]) expect(partitionOf(stream, partitions)).toBe(crc32 % partitions);
  });

  it("is one of the log's, and none is left out", () => {
    const met = new Set<number>();
    for (let n = 0; n < 2_000; n += 1) met.add(partitionOf(streamName("default", "thing", `thg_${n}`), 64));
    expect([...met].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, partition) => partition));
  });
});
