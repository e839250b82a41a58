import { replaceHostFunctions } from "./host/host-functions.ts";
import { runSeed } from "./run-seed.ts";
import { runSeeds } from "./run-seeds.ts";
import { simulationWanted } from "./simulation-wanted.ts";

const wanted = simulationWanted(process.argv.slice(2));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (wanted === null) {
  process.stderr.write("npm run simulate -- [--seed N] [--seeds HOW-MANY] [--orders M] [--faults]\n");
  process.exitCode = 2;
} else if (wanted.seeds > 1) {
  process.exitCode = (await runSeeds(wanted, say)) ? 0 : 1;
} else {
  replaceHostFunctions();
  process.exitCode = (await runSeed(wanted, say)) ? 0 : 1;
}
