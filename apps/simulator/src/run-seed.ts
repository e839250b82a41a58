import { accountOf } from "./account.ts";
import { checkAll } from "./checks/check-all.ts";
import { simulate } from "./simulate.ts";
import type { SimulationWanted } from "./simulation-wanted.ts";

/** Simulates one seed, and says what happened. True when everything was as it has to be. */
export const runSeed = async (wanted: SimulationWanted, say: (line: string) => void): Promise<boolean> => {
  const { seed, orders, faults } = wanted;
  const again = `npm run simulate -- --seed ${seed} --orders ${orders}${faults ? " --faults" : ""}`;
  say(`seed ${seed}: ${orders} customers${faults ? ", and much that goes wrong" : ""}`);
  const simulated = await simulate({ seed, orders, faults, say });
  const findings = await checkAll(simulated);
  for (const line of await accountOf(simulated, findings)) say(line);
  if (findings.length === 0) say(`seed ${seed}: all is well`);
  else say(`seed ${seed}: ${findings.length} findings. To see it again: ${again}`);
  return findings.length === 0;
};
