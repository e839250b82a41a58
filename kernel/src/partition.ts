import { crc32 } from "node:zlib";
import type { StreamName } from "./event-log.ts";

/**
 * The partition a stream lives in for ever: CRC-32 (ISO 3309, as in zlib) of its name in UTF-8, modulo the number of
 * partitions. Computed here and nowhere else, so that SQL and TypeScript can never disagree.
 */
export const partitionOf = (stream: StreamName, partitions: number): number => crc32(stream) % partitions;
