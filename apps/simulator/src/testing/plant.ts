import { registerHooks } from "node:module";
import { plantedBugs } from "./planted-bugs.ts";

// `PLANTED_BUG=… node --import ./src/testing/plant.ts src/main.ts …` simulates with one bug planted: in memory, when the file is loaded.

const bug = process.env.PLANTED_BUG ?? "";
const planted = plantedBugs[bug];
if (planted === undefined) throw new Error(`the bugs are ${Object.keys(plantedBugs).join(", ")}`);
let isPlanted = false;

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${planted.file}`)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(planted.right)) throw new Error(`${planted.file} has changed: plant ${bug} anew`);
    isPlanted = true;
    return { ...loaded, source: source.replace(planted.right, () => planted.wrong) };
  },
});
process.on("exit", () => {
  if (!isPlanted) process.stderr.write(`${planted.file} was never loaded\n`);
});
