import { parseArgs } from "node:util";

/** What somebody wants to be simulated. */
export interface SimulationWanted {
  /** Of all chance: the same seed is the same simulation, to the last event. */
  readonly seed: number;
  /** How many seeds, from that one on. */
  readonly seeds: number;
  readonly orders: number;
  /** Whether anything goes wrong. */
  readonly faults: boolean;
}

/** What was said on the command line; null when it cannot be understood. */
export const simulationWanted = (given: readonly string[]): SimulationWanted | null => {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        seed: { type: "string", default: "1" },
        seeds: { type: "string", default: "1" },
        orders: { type: "string", default: "20" },
        faults: { type: "boolean", default: false },
      },
    });
    const [seed, seeds, orders] = [values.seed, values.seeds, values.orders].map(Number);
    if (!isCount(seed, 0, 2 ** 32 - 1) || !isCount(seeds, 1, 100_000) || !isCount(orders, 1, 10_000)) return null;
    return { seed, seeds, orders, faults: values.faults };
  } catch {
    return null;
  }
};

const isCount = (value: number | undefined, least: number, most: number): value is number =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= most;
